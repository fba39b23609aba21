'use strict';
/** The backend's address, and what its answers mean: pure, so drawn as tables. */
const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { Google } = require('./google.js');

const { addOn } = new Google();

describe("the program's address", () => {
  const accepted = [
    ['https://coachlog.example.org', 'https://coachlog.example.org/hooks/form-submitted'],
    ['https://coachlog.example.org/', 'https://coachlog.example.org/hooks/form-submitted'],
    [' https://Coachlog.Example.org:8443/addon// ', 'https://Coachlog.Example.org:8443/addon/hooks/form-submitted'],
  ];
  for (const [typed, address] of accepted) {
    it(`${JSON.stringify(typed)} means ${address}`, () => {
      assert.equal(addOn.addressProblem(typed), null);
      assert.equal(addOn.hookAddress(typed), address);
    });
  }

  const refused = [
    'http://coachlog.example.org', 'coachlog.example.org', 'https://', 'https://localhost', 'ftp://coachlog.example.org',
    'https://someone:secret@coachlog.example.org', 'https://coachlog.example.org?to=elsewhere',
    'https://coachlog.example.org#part', 'https://coachlog.example.org\nhttps://other.example.org', 'javascript:alert(1)',
  ];
  for (const typed of refused) {
    it(`${JSON.stringify(typed)} is refused, and it is said what it should be`, () =>
      assert.match(addOn.addressProblem(typed), /BACKEND_ADDRESS must be an address such as https:/));
  }

  for (const nothing of [null, '', '  ']) {
    it(`${JSON.stringify(nothing)} is told as not set up yet, and who sets it up`, () =>
      assert.match(addOn.addressProblem(nothing), /does not know its program yet. Whoever installed it sets/));
  }
});

describe("the backend's answer", () => {
  for (const status of [200, 202, 204]) {
    it(`${status} means that the notice was taken`, () => assert.equal(addOn.failureOf(status), null));
  }
  for (const status of [401, 403]) {
    it(`${status} means that the account may not`, () => assert.match(addOn.failureOf(status), /does not accept.*your account/));
  }
  for (const status of [302, 400, 404, 429, 500, 503]) {
    it(`${status} means that it was not taken`, () => assert.match(addOn.failureOf(status), new RegExp(`answer ${status}`)));
  }
});
