"""The main job: every district's log and every coach's own time in, dashboards and one program report out.

Gather, decide, apply. What is decided depends on what was read, on what the ledger remembers and on the day alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from sheets_templates.cells import WorkbookSnapshot
from sync.google.counts import job
from sync.google.errors import GoogleProblem
from sync.jobs.applying import Plan, Wanted, apply_plan, plan_write
from sync.jobs.context import SyncContext, SyncOptions
from sync.jobs.deciding import Decision, decide
from sync.jobs.feed import News, news
from sync.jobs.form_intake import sync_forms
from sync.jobs.forms import look_after_forms
from sync.jobs.gathering import Unread, read_all
from sync.jobs.onboarding_documents import refresh_onboarding
from sync.jobs.outcome import PlannedWrite, Progress, SyncOutcome, Trouble
from sync.jobs.reading import Gathered, gather
from sync.jobs.trash import leave_in_trash, note_trash, troubles_with_trash
from sync.ledger import WorkbookState

JOB = "sync"
LEASE = timedelta(minutes=30)  # longer than any run; a run that died blocks the next one no longer than this
EVERYTHING_NEW = SyncOptions()
PORTION = 40  # workbooks whose content is in memory together
ROUNDS = 3  # a workbook that people edit while it is written is read and written again, this often in one run


def sync_program(context: SyncContext, options: SyncOptions = EVERYTHING_NEW) -> SyncOutcome:
    """One run. Row problems are part of the outcome; a workbook that cannot be read or written is a trouble in it.

    Raises: LedgerBusy while another run is under way; RegistryUnusable and GoogleProblem when the registry cannot be read, because
    then nothing can be decided.
    """
    started = context.now()
    reads, writes = context.access.requests_used()
    if options.dry_run:
        with job(JOB):
            outcome = _run(context, options, "dry-run")
    else:
        with context.ledger.lease(JOB, context.measured(), LEASE), job(JOB):
            outcome = _recorded_run(context, options, started)
    reads_after, writes_after = context.access.requests_used()
    return replace(outcome, reads=reads_after - reads, writes=writes_after - writes, dry_run=options.dry_run)


def _recorded_run(context: SyncContext, options: SyncOptions, started: datetime) -> SyncOutcome:
    run_id = context.ledger.start_run(JOB, started)
    reads, writes = context.access.requests_used()
    finished = "failed"
    try:
        taken_in = sync_forms(context, context.access.forms_topic, options.district_id)
        outcome = _run(context, options, run_id)
        outcome = replace(outcome, troubles=outcome.troubles + taken_in.troubles)
        finished = "partly" if outcome.troubles else "done"
        return outcome
    finally:
        reads_after, writes_after = context.access.requests_used()
        context.ledger.finish_run(run_id, context.now(), finished, reads_after - reads, writes_after - writes)


def _run(context: SyncContext, options: SyncOptions, run_id: str) -> SyncOutcome:
    context.progress(Progress.FEED, 0, 1)
    heard = news(context.access, context.ledger, context.ledger.workbooks(), full=options.full)
    if not options.dry_run:
        heard = note_trash(context.ledger, heard)
    total = SyncOutcome()
    for turn in range(ROUNDS):
        gathered = gather(context, options, heard)
        if gathered is None:
            break
        if not options.dry_run:
            leave_in_trash(context.ledger, gathered.sources)
        if gathered.everything and not options.dry_run and turn == 0:
            total = replace(total, troubles=tuple(look_after_forms(context, gathered.registry)))
        done = _round(context, options, gathered, run_id)
        total = _added(total, done)
        if options.dry_run or total.troubles or not _unsettled(context):
            break
        heard = News((), heard.tokens, everything=False)
    if not options.dry_run and options.district_id is None:
        for identity, token in heard.tokens.items():
            context.ledger.keep_feed_token(identity, token)
    return replace(total, troubles=total.troubles + _standing_troubles(context, total))


def _standing_troubles(context: SyncContext, outcome: SyncOutcome) -> tuple[Trouble, ...]:
    """What earlier runs could not read and nobody has mended since, and what lies in the trash: it is said again, though nothing
    was tried again."""
    told = {trouble.name for trouble in outcome.troubles}
    states = context.ledger.workbooks()
    standing = (
        Trouble(str(state.notes.get("name", state.key)), state.trouble) for state in states.values() if state.trouble
    )
    return (*(trouble for trouble in standing if trouble.name not in told), *troubles_with_trash(states))


def _unsettled(context: SyncContext) -> bool:
    return any(not state.settled and not state.trouble for state in context.ledger.workbooks().values())


def _round(context: SyncContext, options: SyncOptions, gathered: Gathered, run_id: str) -> SyncOutcome:
    context.progress(Progress.DECIDE, 0, 1)
    refused_documents = [] if options.dry_run else refresh_onboarding(context, gathered)
    decision = decide(context, gathered, run_id, keep=not options.dry_run)
    if not options.dry_run:
        for workbook_id in gathered.unread:
            context.ledger.keep_workbook(decision.states[workbook_id])
    written, troubles = _carried_out(context, decision, gathered, dry_run=options.dry_run)
    troubles = [*gathered.troubles, *refused_documents, *troubles]
    return replace(decision.outcome, written=tuple(written), troubles=tuple(troubles))


def _carried_out(
    context: SyncContext, decision: Decision, gathered: Gathered, *, dry_run: bool
) -> tuple[list[PlannedWrite], list[Trouble]]:
    """What was written, or under --dry-run would be, and what could not. One portion of the workbooks is in memory at a time."""
    written: list[PlannedWrite] = []
    troubles: list[Trouble] = []
    done, of = 0, len(gathered.sources)
    while portion := list(islice(decision.wanted, PORTION)):
        snapshots, unread = _snapshots(context, portion, gathered)
        troubles += unread
        for wanted in portion:
            snapshot = snapshots.pop(wanted.source.workbook_id, None)
            state = decision.states[wanted.source.workbook_id]
            if snapshot is None and not dry_run:
                _keep_unwritten(context, state)
            elif snapshot is not None:
                plan = plan_write(wanted, snapshot)
                trouble = None if dry_run else _applied(context, plan, state)
                troubles += [trouble] if trouble else []
                written += [plan.summary()] if plan and not trouble else []
            done += 1
            context.progress(Progress.WRITE, done, of)
    context.progress(Progress.WRITE, of, of)
    return written, troubles


def _keep_unwritten(context: SyncContext, state: WorkbookState) -> None:
    """A workbook that does not hold what it should: the next sync tries again, whether or not anything changed."""
    context.ledger.keep_workbook(replace(state, settled=False, content_hash=None))


def _applied(context: SyncContext, plan: Plan, state: WorkbookState) -> Trouble | None:
    """Carries out a plan, if anything differs, and keeps what the workbook then is; or why it could not be written."""
    wanted = plan.wanted
    if not plan:
        kept = replace(state, version=plan.snapshot.version, content_hash=wanted.content_hash, settled=True)
        context.ledger.keep_workbook(kept)
        return None
    try:
        result = apply_plan(plan, state.version)
    except GoogleProblem as problem:
        _keep_unwritten(context, state)
        return Trouble(wanted.source.name, str(problem))
    server_time = result.server_time and result.server_time.astimezone(UTC).replace(tzinfo=None)
    context.ledger.keep_workbook(
        replace(
            state,
            version=result.version,
            content_hash=wanted.content_hash,
            written_at=server_time,
            settled=result.settled,
        )
    )
    return None


def _snapshots(
    context: SyncContext, portion: list[Wanted], gathered: Gathered
) -> tuple[dict[str, WorkbookSnapshot], list[Trouble]]:
    """The workbooks of a portion as they were read; those that must be looked at first are read here."""
    snapshots: dict[str, WorkbookSnapshot] = {}
    missing, troubles = [], []
    for source in (wanted.source for wanted in portion):
        known = gathered.snapshots.pop(source.workbook_id, None)
        if known is None:
            missing.append(source)
        else:
            snapshots[source.workbook_id] = known
    for source, found in read_all(missing, JOB, context.progress) if missing else ():
        if isinstance(found, Unread):
            troubles.append(Trouble(source.name, found.reason))
        else:
            snapshots[source.workbook_id] = found
    return snapshots, troubles


def _added(total: SyncOutcome, done: SyncOutcome) -> SyncOutcome:
    """Both rounds' changes and writes; the state of the logs as the later one saw it."""
    return replace(
        done,
        workbooks_read=total.workbooks_read + done.workbooks_read,
        inserted=total.inserted + done.inserted,
        edited=total.edited + done.edited,
        deleted=total.deleted + done.deleted,
        written=total.written + done.written,
        troubles=total.troubles + done.troubles,
    )
