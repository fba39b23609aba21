"""The Forms add-on in Apps Script: its types, its specification on Node, its permissions, and what is pushed to Google.

The specification itself is JavaScript: tests/apps_script/*.test.js, run in a small Google (google.js). Node.js 20 and npm
are needed; without them these tests say so and are skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "tests" / "apps_script"
ADD_ON = ROOT / "addon" / "apps_script"
NODE_AT_LEAST = 20  # clasp 3 and node --test need it
NO_NETWORK = r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED"
NOWHERE = "http://127.0.0.1:9"  # the discard port: whoever tries the network through this proxy fails


def _run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands, no shell
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder with tsc and clasp, installed from the lock file when that has not been done yet."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js and npm are not on this machine: the Apps Script add-on is not checked")
    version = _run(node, "--version").stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < NODE_AT_LEAST:
        pytest.skip(f"Node.js is {version}, and {NODE_AT_LEAST} is needed: the Apps Script add-on is not checked")
    installed = PACKAGES / "node_modules" / ".package-lock.json"
    lock = PACKAGES / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        done = _run(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", folder=PACKAGES)
        if re.search(NO_NETWORK, done.stderr):
            pytest.skip("npm reaches no registry from here: the Apps Script add-on is not checked")
        assert done.returncode == 0, done.stderr
    return PACKAGES / "node_modules" / ".bin"


def test_every_call_of_google_is_one_that_apps_script_has(programs: Path) -> None:
    """The TypeScript compiler finds no wrong method, argument or type against Google's published types."""
    checked = _run(programs / "tsc", "--project", PACKAGES / "tsconfig.json")
    assert checked.returncode == 0, checked.stdout


def test_a_method_that_apps_script_does_not_have_is_found(programs: Path, tmp_path: Path) -> None:
    """The check above can fail: a misspelled method of a form is reported by name."""
    wrong = tmp_path / "wrong.js"
    wrong.write_text("function wrong() { FormApp.getActiveForm().setAllowResponsesEdits(true); }\n")
    options = ["--allowJs", "--checkJs", "--noEmit", "--strict", "--skipLibCheck", "--types", "google-apps-script"]
    checked = _run(programs / "tsc", *options, "--typeRoots", PACKAGES / "node_modules" / "@types", wrong)
    assert "setAllowResponsesEdits" in checked.stdout


def test_the_add_on_does_what_its_specification_says(programs: Path) -> None:
    """Every sentence of tests/apps_script/*.test.js holds, and there are some."""
    assert programs.exists()
    ran = _run("node", "--test", "--test-reporter=tap", folder=PACKAGES)
    assert ran.returncode == 0, "\n".join(re.findall(r"not ok .*|error: .*", ran.stdout))
    passed = re.search(r"^# pass (\d+)$", ran.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed.group(1)) >= 80


def test_only_the_add_on_and_its_manifest_are_pushed_to_google(programs: Path, tmp_path: Path) -> None:
    """clasp, without an account and without a network, would push the manifest, every file of the add-on, and no more."""
    status = _run(programs / "clasp", "status", "--json", HOME=str(tmp_path), HTTPS_PROXY=NOWHERE, HTTP_PROXY=NOWHERE)
    assert status.returncode == 0, status.stderr
    pushed = set(json.loads(status.stdout)["filesToPush"])
    own = {path.relative_to(ROOT).as_posix() for path in ADD_ON.rglob("*") if path.is_file()}
    assert pushed == {"appsscript.json"} | own
    assert {Path(name).suffix for name in own} == {".js", ".html"}


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((ROOT / "appsscript.json").read_text())
    return manifest


# Each permission, and the calls that need it: what Google's reference names for them.
PERMISSIONS = {
    "openid": ["ScriptApp.getIdentityToken("],
    "https://www.googleapis.com/auth/userinfo.email": ["Session.getEffectiveUser().getEmail("],
    "https://www.googleapis.com/auth/forms.currentonly": ["FormApp.getActiveForm(", ".setAllowResponseEdits("],
    "https://www.googleapis.com/auth/script.container.ui": [".showSidebar("],
    "https://www.googleapis.com/auth/script.external_request": ["UrlFetchApp.fetch("],
    "https://www.googleapis.com/auth/script.scriptapp": ["ScriptApp.newTrigger(", "ScriptApp.getUserTriggers("],
    "https://www.googleapis.com/auth/script.send_mail": ["MailApp.sendEmail("],
}


def test_the_add_on_asks_for_no_permission_that_it_does_not_use() -> None:
    """Every scope of the manifest belongs to a call in the code, and none opens a form that is not the open one."""
    code = "\n".join(path.read_text() for path in ADD_ON.glob("*.js"))
    assert sorted(_manifest()["oauthScopes"]) == sorted(PERMISSIONS)
    assert [call for calls in PERMISSIONS.values() for call in calls if call not in code] == []


def test_no_answer_person_or_edit_link_is_ever_read() -> None:
    """The code calls nothing of Google that gives an answer, a respondent, or a response's id, which opens its edit link."""
    code = "\n".join(path.read_text() for path in ADD_ON.glob("*.js"))
    forbidden = [
        "getItemResponses",
        "getGradable",
        "getRespondentEmail",
        "getEditResponseUrl",
        "toPrefilledUrl",
        "getResponses",
    ]
    assert [name for name in forbidden if name in code] == []
    assert "response.getId" not in code


def test_the_manifest_lets_the_add_on_call_one_https_address_only() -> None:
    """The allowed address is https, has a path (Google refuses one without), no wildcard, and is the hook's."""
    [allowed] = _manifest()["urlFetchWhitelist"]
    assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+(:\d+)?(/[\w./-]+)?/hooks/form-submitted", allowed), allowed
    assert "addOns" not in _manifest()  # there is no such block for Forms


def test_the_lock_file_names_no_registry() -> None:
    """Packages are pinned by version and hash; where they come from is the installer's own business."""
    lock = json.loads((PACKAGES / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    wanted = json.loads((PACKAGES / "package.json").read_text())["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
