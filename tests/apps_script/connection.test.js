'use strict';
/** Connecting and disconnecting a form: what the sidebar's buttons do. */
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { describe, it } = require('node:test');
const { ADD_ON, Form, Google, TRIGGERS_OF_AN_ACCOUNT, plain } = require('./google.js');

describe('the menu', () => {
  it('has one item when a form is opened or the add-on is installed', () => {
    for (const moment of ['onOpen', 'onInstall']) {
      const google = new Google();
      google.addOn[moment]();
      assert.deepEqual(google.menu, [{ label: 'Connect this form', handler: 'showSidebar' }]);
    }
  });

  it('opens a sidebar that is a file of the add-on', () => {
    const google = new Google();
    google.addOn.onOpen();
    google.addOn[google.menu[0].handler]();
    assert.ok(fs.existsSync(path.join(ADD_ON, '..', '..', `${google.sidebar.file}.html`)), google.sidebar.file);
  });

  it("has buttons for functions that exist and are not private to the add-on's server side", () => {
    const page = fs.readFileSync(path.join(ADD_ON, 'sidebar.html'), 'utf8');
    const called = [...page.matchAll(/run\(\)\.(\w+)\(\)/g)].map((match) => match[1]);
    assert.deepEqual(called.sort(), ['connectForm', 'connectionState', 'disconnectForm']);
    for (const name of called) assert.equal(typeof new Google().addOn[name], 'function', name);
  });
});

describe('connecting a form', () => {
  it('makes one trigger for its submissions and one hourly one, allows response edits and greets the program', () => {
    const google = new Google();
    const connection = plain(google.addOn.connectForm());
    assert.deepEqual(google.handlers(), ['formSubmitted', 'retryWaitingNotices']);
    assert.deepEqual(google.told(), [{ formId: 'form-1', lastSubmittedTime: null, responseEditsAllowed: true }]);
    assert.deepEqual(connection, {
      connected: true, responseEditsAllowed: true, waiting: false,
      delivered: '2026-05-19T15:00:00.000Z', failure: null, problem: null,
    });
  });

  it('twice is the same as once', () => {
    const google = new Google();
    google.addOn.connectForm();
    google.addOn.connectForm();
    assert.deepEqual(google.handlers(), ['formSubmitted', 'retryWaitingNotices']);
  });

  it('removes a second trigger of the same form, which would tell everything twice', () => {
    const google = new Google();
    google.addOn.connectForm();
    google.createTrigger({ handler: 'formSubmitted', form: google.openForm });
    google.addOn.connectForm();
    assert.deepEqual(google.handlers(), ['formSubmitted', 'retryWaitingNotices']);
  });

  it('shares one hourly trigger with the other forms of the account', () => {
    const google = new Google();
    google.addOn.connectForm();
    google.openForm = new Form('form-2');
    google.addOn.connectForm();
    assert.deepEqual(google.handlers(), ['formSubmitted', 'formSubmitted', 'retryWaitingNotices']);
  });

  it('is refused in plain words at the limit of 20 triggers, and the form stays as it was', () => {
    for (const free of [0, 1]) {
      const google = new Google();
      for (let each = 0; each < TRIGGERS_OF_AN_ACCOUNT - free; each += 1) {
        google.createTrigger({ handler: 'formSubmitted', form: new Form(`other-${each}`) });
      }
      assert.throws(() => google.addOn.connectForm(), /disconnect a form that is no longer used.*Google says: .*too many triggers/);
      assert.equal(google.addOn.connectionState().connected, false);
      assert.equal(google.openForm.canEditResponse(), false);
      assert.deepEqual(google.told(), []);
    }
  });

  it('is refused before anything is changed when the add-on has no address', () => {
    const google = new Google({ backend: null });
    assert.throws(() => google.addOn.connectForm(), /does not know its program yet/);
    assert.deepEqual([google.handlers(), google.openForm.canEditResponse()], [[], false]);
    assert.match(google.addOn.connectionState().problem, /does not know its program yet/);
  });

  it('holds when the program cannot be reached: the greeting waits, and it is said', () => {
    const google = new Google();
    google.answer = () => null;
    const connection = google.addOn.connectForm();
    assert.deepEqual([connection.connected, connection.waiting], [true, true]);
    assert.match(connection.failure, /could not be reached/);
  });

  it('tells when the program does not accept notices from this account', () => {
    const google = new Google();
    google.answer = () => 403;
    assert.match(google.addOn.connectForm().failure, /does not accept notices from your account/);
  });
});

describe('a connected form', () => {
  it('shows when somebody turned response editing off, and connecting again turns it on', () => {
    const google = new Google();
    google.addOn.connectForm();
    google.openForm.setAllowResponseEdits(false);
    assert.equal(google.addOn.connectionState().responseEditsAllowed, false);
    assert.equal(google.addOn.connectForm().responseEditsAllowed, true);
  });
});

describe('disconnecting a form', () => {
  it('removes its trigger and everything remembered of it, and leaves its settings and the other forms alone', () => {
    const google = new Google();
    google.addOn.connectForm();
    const other = google.openForm;
    google.openForm = new Form('form-2');
    google.addOn.connectForm();
    assert.equal(google.addOn.disconnectForm().connected, false);
    assert.deepEqual(google.triggers.filter((trigger) => trigger.form).map((trigger) => trigger.form), [other]);
    assert.deepEqual(Object.keys(google.userProperties.values), ['form.form-1']);
    assert.equal(google.openForm.canEditResponse(), true);
  });

  it('of the last form lets the hourly trigger remove itself', () => {
    const google = new Google();
    google.addOn.connectForm();
    google.addOn.disconnectForm();
    google.hour('2026-05-19T16:00:00Z');
    assert.deepEqual(google.handlers(), []);
  });

  it('while a notice is on its way does not bring the form back', () => {
    for (const status of [200, 503]) {
      const google = new Google();
      google.addOn.connectForm();
      google.answer = () => {
        google.addOn.disconnectForm();
        return status;
      };
      google.submit(google.openForm, '2026-05-19T15:00:01.000Z');
      assert.deepEqual(google.userProperties.values, {});
    }
  });
});
