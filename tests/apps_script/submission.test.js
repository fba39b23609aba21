'use strict';
/** What runs when a connected form is submitted, and every hour. */
const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { Form, Google } = require('./google.js');

const FIRST = '2026-05-19T15:00:01.000Z';
const SECOND = '2026-05-19T15:00:02.000Z';

/** A Google with one connected form, where the greeting has been taken and forgotten. */
function connected() {
  const google = new Google();
  google.addOn.connectForm();
  google.requests = [];
  return google;
}

const waiting = (google) => google.addOn.connectionState().waiting;

describe('a submission', () => {
  it('is told at once, with an identity token, to one address, following no redirection', () => {
    const google = connected();
    google.submit(google.openForm, FIRST);
    assert.deepEqual(google.told(), [{ formId: 'form-1', lastSubmittedTime: FIRST, responseEditsAllowed: true }]);
    const [{ payload, ...request }] = google.requests;
    assert.deepEqual(JSON.parse(JSON.stringify(request)), {
      address: 'https://coachlog.example.org/hooks/form-submitted',
      method: 'post',
      contentType: 'application/json',
      headers: { Authorization: 'Bearer signed-by-google' },
      followRedirects: false,
      muteHttpExceptions: true,
    });
    assert.equal(waiting(google), false);
  });

  it('of which Google gives no response is told with the time of hearing of it', () => {
    const google = connected();
    google.addOn.formSubmitted({ source: google.openForm });
    assert.equal(google.told()[0].lastSubmittedTime, google.now);
  });

  it('is remembered before it is told: a run that is cut off leaves it waiting', () => {
    const google = connected();
    let whileTelling = null;
    google.answer = () => {
      whileTelling = waiting(google);
      return 200;
    };
    google.submit(google.openForm, FIRST);
    assert.equal(whileTelling, true);
  });

  it('that comes while another is being told is not forgotten', () => {
    const google = connected();
    google.answer = (count) => {
      if (count === 1) google.addOn.changeMemory_('form-1', (memory) => google.addOn.afterSubmission(memory, SECOND, true));
      return 200;
    };
    google.submit(google.openForm, FIRST);
    assert.equal(waiting(google), true);
    google.hour('2026-05-19T15:10:00Z');
    assert.equal(google.told().at(-1).lastSubmittedTime, SECOND);
    assert.equal(waiting(google), false);
  });

  for (const [what, status] of [['cannot be reached', null], ['is overloaded', 503], ['knows no such account', 403]]) {
    it(`waits when the program ${what}`, () => {
      const google = connected();
      google.answer = () => status;
      google.submit(google.openForm, FIRST);
      assert.equal(waiting(google), true);
    });
  }

  it('waits when Google gives no identity token, and no request is made without one', () => {
    const google = connected();
    google.identityToken = null;
    google.submit(google.openForm, FIRST);
    assert.deepEqual([google.requests.length, waiting(google)], [0, true]);
  });

  it("waits when the program's address was taken away or spoiled, and no token is sent anywhere", () => {
    for (const address of ['', 'http://coachlog.example.org']) {
      const google = connected();
      google.scriptProperties.setProperty('BACKEND_ADDRESS', address);
      google.submit(google.openForm, FIRST);
      assert.deepEqual([google.requests.length, waiting(google)], [0, true]);
    }
  });

  it('tells all earlier ones with it, in one request, however many they are', () => {
    const google = connected();
    google.answer = () => 503;
    for (let count = 0; count < 150; count += 1) google.submit(google.openForm, FIRST);
    google.requests = [];
    google.answer = () => 200;
    google.submit(google.openForm, SECOND);
    assert.deepEqual(google.told(), [{ formId: 'form-1', lastSubmittedTime: SECOND, responseEditsAllowed: true }]);
    assert.equal(waiting(google), false);
  });
});

describe('the hourly run', () => {
  it('tells nothing when nothing waits', () => {
    const google = connected();
    google.hour('2026-05-19T16:00:00Z');
    assert.deepEqual(google.told(), []);
  });

  it('tries again after 1, 2, 4 ... hours until the program takes the notice', () => {
    const google = connected();
    google.answer = () => 503;
    google.submit(google.openForm, FIRST);
    google.requests = [];
    const triedAt = [];
    for (let hour = 16; hour <= 23; hour += 1) {
      google.hour(`2026-05-19T${hour}:00:00Z`);
      if (google.requests.length > triedAt.length) triedAt.push(hour);
    }
    assert.deepEqual(triedAt, [15 + 1, 16 + 2, 18 + 4]);
    google.answer = () => 200;
    google.hour('2026-05-20T06:00:00Z'); // 22 + 8
    assert.equal(waiting(google), false);
  });

  it('tries every form of the account, also when one of them fails', () => {
    const google = connected();
    google.answer = () => null;
    google.submit(google.openForm, FIRST);
    google.openForm = new Form('form-2');
    google.addOn.connectForm();
    google.requests = [];
    google.answer = (count) => (count === 1 ? 500 : 200);
    google.hour('2026-05-19T16:00:00Z');
    assert.deepEqual(google.told().map((notice) => notice.formId).sort(), ['form-1', 'form-2']);
    assert.equal(waiting(google), false);
  });

  it('needs no open form', () => {
    const google = connected();
    google.answer = () => 503;
    google.submit(google.openForm, FIRST);
    const form = google.openForm;
    google.openForm = null;
    google.answer = () => 200;
    google.hour('2026-05-19T16:00:00Z');
    google.openForm = form;
    assert.equal(waiting(google), false);
  });
});

describe('permission that is missing', () => {
  it('is asked for by mail, at most once a day over all forms, and the submission waits for it', () => {
    const google = connected();
    google.authorized = false;
    google.submit(google.openForm, FIRST);
    google.submit(google.openForm, SECOND);
    google.hour('2026-05-20T14:59:00Z');
    assert.equal(google.mails.length, 1);
    google.hour('2026-05-20T15:00:00Z');
    assert.equal(google.mails.length, 2);
    assert.equal(google.mails[0].to, 'director@program.example');
    assert.match(google.mails[0].body, /https:\/\/accounts\.google\.com\/allow/);
    assert.deepEqual([google.requests.length, waiting(google)], [0, true]);
  });

  it('once given lets the next hourly run tell what waited', () => {
    const google = connected();
    google.authorized = false;
    google.submit(google.openForm, FIRST);
    google.authorized = true;
    google.hour('2026-05-19T16:00:00Z');
    assert.deepEqual(google.told().map((notice) => notice.lastSubmittedTime), [FIRST]);
  });

  it('that cannot even be asked for stops nothing else, and is asked for again', () => {
    const google = connected();
    google.authorized = false;
    google.mailRefused = true;
    google.submit(google.openForm, FIRST);
    assert.equal(waiting(google), true);
    google.mailRefused = false;
    google.submit(google.openForm, SECOND);
    assert.equal(google.mails.length, 1);
  });
});

describe('the log', () => {
  it('holds no address, token, form id or e-mail, and nothing of what an exception says', () => {
    const google = connected();
    google.answer = (count) => [null, 403, 500][count % 3];
    for (let count = 0; count < 3; count += 1) google.submit(google.openForm, FIRST);
    google.authorized = false;
    google.mailRefused = true;
    google.submit(google.openForm, SECOND);
    assert.equal(google.logged.length, 4);
    assert.doesNotMatch(google.logged.join('\n'), /https?:|@|signed-by-google|form-1/);
  });
});
