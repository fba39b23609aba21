'use strict';
/** What waits to be told, and when it is due: pure, so drawn as values. */
const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { Google, plain } = require('./google.js');

const { addOn } = new Google();
const MORNING = '2026-05-19T08:00:00.000Z';
const NOON = '2026-05-19T12:00:00.000Z';
const hours = (count) => count * 60 * 60 * 1000;

const notice = (changes = {}) =>
  ({ lastSubmittedTime: MORNING, responseEditsAllowed: true, tries: 0, notBefore: 0, ...changes });
const memory = (waiting, changes = {}) => ({ waiting, delivered: null, failure: null, ...changes });

describe('a form with something new', () => {
  it('has one notice, with the time of the submission', () => {
    assert.deepEqual(plain(addOn.afterSubmission(null, MORNING, true)), memory(notice()));
  });

  it('still has one notice after a second submission, with the later time', () => {
    const after = addOn.afterSubmission(memory(notice()), NOON, true);
    assert.deepEqual(plain(after), memory(notice({ lastSubmittedTime: NOON })));
  });

  it('keeps the later time when two submissions are heard of in the wrong order', () => {
    const after = addOn.afterSubmission(memory(notice({ lastSubmittedTime: NOON })), MORNING, true);
    assert.equal(after.waiting.lastSubmittedTime, NOON);
  });

  it('tells whether responses may be edited as it is now, not as it was', () => {
    assert.equal(addOn.afterSubmission(memory(notice()), NOON, false).waiting.responseEditsAllowed, false);
  });

  it('keeps the wait of a notice that failed: a busy form does not shorten the backoff', () => {
    const after = addOn.afterSubmission(memory(notice({ tries: 3, notBefore: 77 })), NOON, true);
    assert.deepEqual(plain(after.waiting), notice({ lastSubmittedTime: NOON, tries: 3, notBefore: 77 }));
  });

  it('keeps an untold submission when it is connected again', () => {
    assert.equal(addOn.afterSubmission(memory(notice()), null, true).waiting.lastSubmittedTime, MORNING);
  });
});

describe('a notice that was taken', () => {
  it('no longer waits, and the time of it is remembered', () => {
    const after = addOn.afterDelivery(memory(notice(), { failure: 'earlier' }), notice(), new Date(NOON));
    assert.deepEqual(plain(after), { waiting: null, delivered: NOON, failure: null });
  });

  it('leaves waiting what was submitted while it was sent, and that is due at once', () => {
    const cameMeanwhile = notice({ lastSubmittedTime: NOON, tries: 2, notBefore: 99 });
    const after = addOn.afterDelivery(memory(cameMeanwhile), notice(), new Date(NOON));
    assert.deepEqual(plain(after.waiting), notice({ lastSubmittedTime: NOON }));
  });

  it('does not connect a form again that was disconnected meanwhile', () => {
    assert.equal(addOn.afterDelivery(null, notice(), new Date(NOON)), null);
  });
});

describe('a notice that was not taken', () => {
  // Half an hour less than the wait: Google runs an hourly trigger somewhat early or late.
  const waits = [[0, 1], [1, 2], [2, 4], [3, 8], [4, 16], [5, 24], [20, 24]];
  for (const [failedBefore, wait] of waits) {
    it(`waits ${wait} hours after failure ${failedBefore + 1}`, () => {
      const after = addOn.afterFailure(memory(notice({ tries: failedBefore })), 'down', new Date(NOON));
      const notBefore = Date.parse(NOON) + hours(wait) - hours(0.5);
      assert.deepEqual(plain(after), memory(notice({ tries: failedBefore + 1, notBefore }), { failure: 'down' }));
    });
  }

  it('is due again when its wait is over', () => {
    const failed = addOn.afterFailure(memory(notice()), 'down', new Date(NOON));
    assert.equal(addOn.isDue(failed, new Date('2026-05-19T12:20:00Z')), false);
    assert.equal(addOn.isDue(failed, new Date('2026-05-19T12:55:00Z')), true);
  });

  it('is left to the next submission after 30 tries, about four weeks', () => {
    assert.equal(addOn.isDue(memory(notice({ tries: 29 })), new Date(NOON)), true);
    assert.equal(addOn.isDue(memory(notice({ tries: 30 })), new Date(NOON)), false);
  });

  it('does not connect a form again that was disconnected meanwhile', () => {
    assert.equal(addOn.afterFailure(null, 'down', new Date(NOON)), null);
  });
});

describe('what leaves Google', () => {
  it('is the form, the time of its last submission and one setting: no answer, person or response id', () => {
    assert.deepEqual(plain(addOn.noticeBody('form-1', notice({ tries: 4 }))),
      { formId: 'form-1', lastSubmittedTime: MORNING, responseEditsAllowed: true });
  });
});
