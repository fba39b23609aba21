/** The add-on's menu in the Forms editor. Respondents never see any of this. */

/**
 * Runs when the form's editor opens, before anything is allowed: it may draw the menu and nothing else.
 */
function onOpen() {
  FormApp.getUi().createAddonMenu().addItem('Connect this form', 'showSidebar').addToUi();
}

/** Runs when the add-on is installed from an open form. */
function onInstall() {
  onOpen();
}

function showSidebar() {
  const page = HtmlService.createHtmlOutputFromFile('addon/apps_script/sidebar').setTitle('coachlog');
  FormApp.getUi().showSidebar(page);
}
