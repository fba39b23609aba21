/**
 * What waits to be told to the program's backend about one form, and when it is due. No Google service is called here.
 *
 * A notice says only that a form has responses up to a time; the backend reads them through the Forms API. So any number
 * of untold submissions of a form are one notice, and a queue of failed notices never grows: it holds one a form, with
 * the latest time. Nothing is dropped by that, since the backend reads everything since its own last reading.
 *
 * No response id is kept or sent: what Apps Script calls the id of a response is the secret part of its edit link, and
 * the Forms API knows the response by another one.
 *
 * @typedef {object} Notice
 * @property {string | null} lastSubmittedTime RFC 3339, UTC; null is the greeting that is sent when a form is connected.
 * @property {boolean} responseEditsAllowed As the form was set when the notice was made; the Forms API cannot read it.
 * @property {number} tries Deliveries that failed.
 * @property {number} notBefore Milliseconds since 1970; an hourly retry leaves the notice alone until then.
 *
 * @typedef {object} FormMemory What is remembered of a connected form.
 * @property {Notice | null} waiting
 * @property {string | null} delivered When the backend last took a notice: RFC 3339, UTC.
 * @property {string | null} failure Why the last delivery failed, in plain words; null after one that did not.
 */

const MILLISECONDS_AN_HOUR = 60 * 60 * 1000;
const LONGEST_WAIT_HOURS = 24; // a backend that is down for a weekend is asked about once a day
const MOST_TRIES = 30; // 1 + 2 + 4 + 8 + 16 hours, then a day each: about four weeks, after which the form is probably gone
const HOURLY_RUN_DRIFT = 30 * 60 * 1000; // Google runs an hourly trigger somewhat early or late; a due notice must not miss its run

/**
 * The memory of a form after one more thing to tell. An earlier untold submission is covered by a later one.
 *
 * @param {FormMemory | null} memory Null for a form that is not yet connected.
 * @param {string | null} submittedTime RFC 3339, UTC; null when there is no submission but the connecting itself.
 * @param {boolean} responseEditsAllowed
 * @returns {FormMemory}
 */
function afterSubmission(memory, submittedTime, responseEditsAllowed) {
  const untold = memory && memory.waiting;
  const times = [untold && untold.lastSubmittedTime, submittedTime].filter((time) => time !== null).sort();
  return {
    waiting: {
      lastSubmittedTime: times.pop() || null,
      responseEditsAllowed,
      tries: untold ? untold.tries : 0,
      notBefore: untold ? untold.notBefore : 0,
    },
    delivered: memory && memory.delivered,
    failure: memory && memory.failure,
  };
}

/**
 * The memory of a form after the backend took a notice. A submission that came in meanwhile still waits.
 *
 * @param {FormMemory | null} memory Null when the form was disconnected meanwhile: it stays so.
 * @param {Notice} told
 * @param {Date} now
 * @returns {FormMemory | null}
 */
function afterDelivery(memory, told, now) {
  if (!memory) return null;
  const untold = memory.waiting;
  const cameMeanwhile = untold !== null && (untold.lastSubmittedTime || '') > (told.lastSubmittedTime || '');
  return {
    waiting: cameMeanwhile ? { ...untold, tries: 0, notBefore: 0 } : null,
    delivered: now.toISOString(),
    failure: null,
  };
}

/**
 * The memory of a form after a delivery failed: the notice waits 1, 2, 4 ... hours, at most 24.
 * Hourly triggers of many accounts are spread over the hour by Google, so no chance is added to the waits.
 *
 * @param {FormMemory | null} memory Null when the form was disconnected meanwhile: it stays so.
 * @param {string} failure
 * @param {Date} now
 * @returns {FormMemory | null}
 */
function afterFailure(memory, failure, now) {
  if (!memory || !memory.waiting) return memory;
  const tries = memory.waiting.tries + 1;
  const hours = Math.min(2 ** (tries - 1), LONGEST_WAIT_HOURS);
  const notBefore = now.getTime() + hours * MILLISECONDS_AN_HOUR - HOURLY_RUN_DRIFT;
  return { ...memory, waiting: { ...memory.waiting, tries, notBefore }, failure };
}

/**
 * Whether an hourly retry should tell what waits. After too many tries only a new submission tells it: that is never
 * refused, and tells everything that waits.
 *
 * @param {FormMemory} memory
 * @param {Date} now
 * @returns {boolean}
 */
function isDue(memory, now) {
  const untold = memory.waiting;
  return untold !== null && untold.tries < MOST_TRIES && untold.notBefore <= now.getTime();
}

/**
 * Everything that leaves Google about a submission: no answer, no name, no e-mail address, no response id.
 *
 * @param {string} formId
 * @param {Notice} notice
 * @returns {{formId: string, lastSubmittedTime: string | null, responseEditsAllowed: boolean}}
 */
function noticeBody(formId, notice) {
  return {
    formId,
    lastSubmittedTime: notice.lastSubmittedTime,
    responseEditsAllowed: notice.responseEditsAllowed,
  };
}
