/** What runs without anybody looking: on a submission of a connected form, and every hour. */

/**
 * Runs when a connected form is submitted. The notice is remembered before it is told: if the delivery is cut off, it waits.
 *
 * @param {GoogleAppsScript.Events.FormsOnFormSubmit} event
 */
function formSubmitted(event) {
  const authorized = isAuthorized_();
  if (!authorized) askForAuthorization_(new Date());
  const form = event.source;
  const submitted = event.response ? event.response.getTimestamp() : new Date();
  changeMemory_(form.getId(), (memory) =>
    afterSubmission(memory, new Date(submitted.getTime()).toISOString(), form.canEditResponse()));
  if (authorized) deliver_(form.getId());
}

/**
 * Runs every hour: tells what waits and is due, for every form this account connected. With none left, its own trigger goes.
 *
 * @param {GoogleAppsScript.Events.TimeDriven} event
 */
function retryWaitingNotices(event) {
  const forms = rememberedForms_();
  if (Object.keys(forms).length === 0) {
    deleteTriggers_(ScriptApp.getProjectTriggers().filter((trigger) => trigger.getUniqueId() === event.triggerUid));
    return;
  }
  const now = new Date();
  const due = Object.keys(forms).filter((formId) => isDue(forms[formId], now));
  if (due.length === 0) return;
  if (isAuthorized_()) due.forEach(deliver_);
  else askForAuthorization_(now);
}

/**
 * Tells what waits for a form, and remembers how that went.
 *
 * @param {string} formId
 */
function deliver_(formId) {
  const memory = rememberedForm_(formId);
  if (!memory || !memory.waiting) return;
  const told = memory.waiting;
  const failure = tell_(formId, told);
  const now = new Date();
  changeMemory_(formId, (present) =>
    failure === null ? afterDelivery(present, told, now) : afterFailure(present, failure, now));
  if (failure !== null) console.warn(`A notice waits for the next try: ${failure}.`);
}
