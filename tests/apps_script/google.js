'use strict';
/**
 * A Google as small as the add-on needs: one account with forms, triggers, properties, a mailbox, and the network.
 * It refuses what Google refuses: services without permission, too many triggers, http, a busy or forgotten lock.
 */
const path = require('node:path');
const gas = require('gas-local');

const ADD_ON = path.join(__dirname, '..', '..', 'addon', 'apps_script');
const TRIGGERS_OF_AN_ACCOUNT = 20; // Apps Script's quota page: triggers a user and script
const PROPERTY_BYTES = 9 * 1024; // the same page: the size of one property

class Properties {
  constructor(values = {}) {
    this.values = { ...values };
  }
  getProperty(key) {
    return this.values[key] ?? null;
  }
  getProperties() {
    return { ...this.values };
  }
  setProperty(key, value) {
    if (typeof value !== 'string') throw new Error(`the property ${key} is not text`);
    if (value.length > PROPERTY_BYTES) throw new Error(`the property ${key} is too large`);
    this.values[key] = value;
  }
  deleteProperty(key) {
    delete this.values[key];
  }
}

class Form {
  constructor(id) {
    this.id = id;
    this.editsAllowed = false;
  }
  getId() {
    return this.id;
  }
  canEditResponse() {
    return this.editsAllowed;
  }
  setAllowResponseEdits(allowed) {
    this.editsAllowed = allowed;
    return this;
  }
}

class Google {
  constructor({ backend = 'https://coachlog.example.org', now = '2026-05-19T15:00:00.000Z' } = {}) {
    this.now = now;
    this.authorized = true;
    this.identityToken = 'signed-by-google';
    this.userProperties = new Properties();
    this.scriptProperties = new Properties(backend ? { BACKEND_ADDRESS: backend } : {});
    this.triggers = [];
    this.requests = [];
    this.mails = [];
    this.logged = [];
    this.menu = [];
    this.sidebar = null;
    this.locked = false;
    this.mailRefused = false;
    this.answer = () => 200;
    this.openForm = new Form('form-1');
    this.addOn = gas.require(ADD_ON, this.services());
  }

  /** One submission of a form: every trigger that watches it runs. */
  submit(form, submitted) {
    for (const trigger of this.triggers.filter((each) => each.form === form)) {
      this.addOn[trigger.handler]({
        triggerUid: trigger.uid,
        source: form,
        // Whatever else Google offers here (answers, e-mail, id, edit link) is left out: touching it fails the test.
        response: { getTimestamp: () => new Date(submitted) },
      });
    }
  }

  /** One run of the account's hourly trigger, at a time. */
  hour(now) {
    this.now = now;
    for (const trigger of this.triggers.filter((each) => each.everyHours === 1)) {
      this.addOn[trigger.handler]({ triggerUid: trigger.uid });
    }
  }

  told() {
    return this.requests.map((request) => JSON.parse(request.payload));
  }

  handlers() {
    return this.triggers.map((trigger) => trigger.handler).sort();
  }

  createTrigger(fields) {
    if (this.triggers.length >= TRIGGERS_OF_AN_ACCOUNT) throw new Error('This script has too many triggers.');
    const uid = `trigger-${this.created = (this.created ?? 0) + 1}`;
    this.triggers.push({
      uid,
      getHandlerFunction: () => fields.handler,
      getUniqueId: () => uid,
      ...fields,
    });
  }

  services() {
    return { ...this.account(), ...this.editor(), ...this.outside(), ...this.clock() };
  }

  account() {
    const google = this;
    return {
      PropertiesService: {
        getUserProperties: () => google.userProperties,
        getScriptProperties: () => google.scriptProperties,
      },
      LockService: {
        getUserLock: () => ({
          waitLock() {
            if (google.locked) throw new Error('the lock was not given back');
            google.locked = true;
          },
          releaseLock() {
            if (!google.locked) throw new Error('a lock is given back that nobody took');
            google.locked = false;
          },
        }),
      },
      Session: { getEffectiveUser: () => ({ getEmail: () => 'director@program.example' }) },
      ScriptApp: {
        AuthMode: { FULL: 'FULL' },
        AuthorizationStatus: { REQUIRED: 'REQUIRED', NOT_REQUIRED: 'NOT_REQUIRED' },
        getAuthorizationInfo: () => ({
          getAuthorizationStatus: () => (google.authorized ? 'NOT_REQUIRED' : 'REQUIRED'),
          getAuthorizationUrl: () => (google.authorized ? null : 'https://accounts.google.com/allow'),
        }),
        getIdentityToken: () => google.identityToken,
        getUserTriggers: (form) => google.triggers.filter((trigger) => trigger.form === form),
        getProjectTriggers: () => [...google.triggers],
        deleteTrigger: (gone) => {
          google.triggers = google.triggers.filter((trigger) => trigger !== gone);
        },
        newTrigger: (handler) => ({
          forForm: (form) => ({ onFormSubmit: () => ({ create: () => google.createTrigger({ handler, form }) }) }),
          timeBased: () => ({
            everyHours: (everyHours) => ({ create: () => google.createTrigger({ handler, everyHours }) }),
          }),
        }),
      },
    };
  }

  editor() {
    const google = this;
    const menu = {
      addItem(label, handler) {
        google.menu.push({ label, handler });
        return menu;
      },
      addToUi() {},
    };
    return {
      FormApp: {
        getActiveForm: () => google.openForm,
        getUi: () => ({
          createAddonMenu: () => menu,
          showSidebar: (page) => {
            google.sidebar = page;
          },
        }),
      },
      HtmlService: {
        createHtmlOutputFromFile: (file) => ({ file, setTitle: (title) => ({ file, title }) }),
      },
    };
  }

  outside() {
    const google = this;
    return {
      UrlFetchApp: {
        fetch(address, options) {
          if (!google.authorized) throw new Error('You do not have permission to call UrlFetchApp.fetch.');
          if (google.locked) throw new Error('a request was made while holding the lock');
          google.requests.push({ address, ...options });
          const status = google.answer(google.requests.length);
          if (status === null) throw new Error('Address unavailable: https://coachlog.example.org');
          return { getResponseCode: () => status };
        },
      },
      MailApp: {
        sendEmail(to, subject, body) {
          if (google.mailRefused) throw new Error('no permission to mail director@program.example');
          google.mails.push({ to, subject, body });
        },
      },
      console: { warn: (line) => google.logged.push(line) },
    };
  }

  clock() {
    const google = this;
    class GoogleDate extends Date {
      constructor(...given) {
        super(...(given.length ? given : [google.now]));
      }
    }
    return { Date: GoogleDate };
  }
}

/** A value of the add-on's own JavaScript realm, as one of ours. */
const plain = (value) => JSON.parse(JSON.stringify(value));

module.exports = { ADD_ON, Form, Google, TRIGGERS_OF_AN_ACCOUNT, plain };
