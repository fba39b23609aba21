"""The main job: every district's log and every coach's own time in, dashboards and one program report out.

Gather, decide, apply. What is decided depends on what was read, on what the ledger remembers and on the day alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.google.counts import job
from sync.google.errors import GoogleProblem
from sync.jobs.applying import Plan, Wanted, apply_plan, plan_write
from sync.jobs.context import SyncContext, SyncOptions
from sync.jobs.deciding import Decision, decide
from sync.jobs.feed import News, news
from sync.jobs.form_intake import sync_forms
from sync.jobs.forms import look_after_forms
from sync.jobs.gathering import Source, Unread, read_all
from sync.jobs.onboarding_documents import refresh_onboarding
from sync.jobs.outcome import Progress, SyncOutcome, Trouble
from sync.jobs.reading import Gathered, gather

JOB = "sync"
LEASE = timedelta(minutes=30)  # longer than any run; a run that died blocks the next one no longer than this
EVERYTHING_NEW = SyncOptions()
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
    total = SyncOutcome()
    for turn in range(ROUNDS):
        gathered = gather(context, options, heard)
        if gathered is None:
            break
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
    """What earlier runs could not read and nobody has mended since: it is said again, though nothing was tried again."""
    told = {trouble.name for trouble in outcome.troubles}
    standing = (
        Trouble(str(state.notes.get("name", state.key)), state.trouble)
        for state in context.ledger.workbooks().values()
        if state.trouble
    )
    return tuple(trouble for trouble in standing if trouble.name not in told)


def _unsettled(context: SyncContext) -> bool:
    return any(not state.settled and not state.trouble for state in context.ledger.workbooks().values())


def _round(context: SyncContext, options: SyncOptions, gathered: Gathered, run_id: str) -> SyncOutcome:
    context.progress(Progress.DECIDE, 0, 1)
    refused_documents = [] if options.dry_run else refresh_onboarding(context, gathered)
    decision = decide(context, gathered, run_id, keep=not options.dry_run)
    if not options.dry_run:
        for workbook_id in gathered.unread:
            context.ledger.keep_workbook(decision.states[workbook_id])
    plans, unread = _plans(context, decision, gathered)
    written, refused = _applied(context, decision, plans, dry_run=options.dry_run)
    troubles = [*gathered.troubles, *refused_documents, *unread, *refused]
    return replace(decision.outcome, written=tuple(plan.summary() for plan in written), troubles=tuple(troubles))


def _plans(context: SyncContext, decision: Decision, gathered: Gathered) -> tuple[list[Plan], list[Trouble]]:
    """The plans of all workbooks in the order of writing; those that must be looked at first are read here."""
    missing = [wanted.source for wanted in decision.wanted if wanted.source.workbook_id not in gathered.snapshots]
    snapshots, troubles = dict(gathered.snapshots), []
    for source, found in read_all(missing, JOB, context.progress):
        if isinstance(found, Unread):
            troubles.append(Trouble(source.name, found.reason))
        else:
            snapshots[source.workbook_id] = found
    readable = [wanted for wanted in decision.wanted if wanted.source.workbook_id in snapshots]
    return [plan_write(wanted, snapshots[wanted.source.workbook_id]) for wanted in readable], troubles


def _applied(
    context: SyncContext, decision: Decision, plans: list[Plan], *, dry_run: bool
) -> tuple[list[Plan], list[Trouble]]:
    changing = [plan for plan in plans if plan]
    if dry_run:
        return changing, []
    written, troubles = [], []
    context.progress(Progress.WRITE, 0, len(changing))
    for plan in plans:
        source: Source = plan.wanted.source
        wanted: Wanted = plan.wanted
        state = decision.states[source.workbook_id]
        if not plan:
            kept = replace(state, version=plan.snapshot.version, content_hash=wanted.content_hash(), settled=True)
            context.ledger.keep_workbook(kept)
            continue
        try:
            result = apply_plan(plan, state.version)
        except GoogleProblem as problem:
            context.ledger.keep_workbook(replace(state, settled=False, content_hash=None))
            troubles.append(Trouble(source.name, str(problem)))
            continue
        written.append(plan)
        context.progress(Progress.WRITE, len(written), len(changing))
        server_time = result.server_time and result.server_time.astimezone(UTC).replace(tzinfo=None)
        context.ledger.keep_workbook(
            replace(
                state,
                version=result.version,
                content_hash=wanted.content_hash(),
                written_at=server_time,
                settled=result.settled,
            )
        )
    return written, troubles


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
