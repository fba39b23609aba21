"""Pub/Sub as far as notifications need it: topics, push subscriptions, and messages that are sent until they are taken.

Messages are delivered when `deliver` is called, or by the thread that `deliver_in_background` starts. Whatever is under way
survives a restart, as everything in the store does.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from sync.emulator.forms.records import stamp
from sync.emulator.store import Records
from sync.emulator.world import World

_log = logging.getLogger(__name__)
TAKEN = frozenset({102, 200, 201, 202, 204})  # status codes that acknowledge a push, Pub/Sub's guide on push
FIRST_BACKOFF = timedelta(milliseconds=100)  # Pub/Sub's push backoff: 100 ms to 60 s
LONGEST_BACKOFF = timedelta(seconds=60)
RETENTION = timedelta(days=7)
_PUSH_SECONDS = 10.0  # a subscription's acknowledgement deadline
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ATTRIBUTE = "pubsub"  # of the world


@dataclass(frozen=True)
class Topic:
    """A topic. `open` is false while the Forms service account may not publish to it."""

    name: str
    open: bool = True


@dataclass(frozen=True)
class Subscription:
    """A push subscription: where messages go, and the identity and audience of their token."""

    name: str
    topic: str
    endpoint: str
    service_account: str
    audience: str


@dataclass(frozen=True)
class Message:
    """A message on its way to one subscription. `copies` is how often it is still to be sent; `tries` failed."""

    id: str
    subscription: str
    attributes: Mapping[str, str]
    published: datetime
    due: datetime
    copies: int = 1
    tries: int = 0


@dataclass(frozen=True)
class Delivery:
    """One push: the status of the answer, 0 if there was none."""

    message_id: str
    endpoint: str
    status: int
    attributes: Mapping[str, str]

    @property
    def was_taken(self) -> bool:
        return self.status in TAKEN


class PubSub:
    """The topics and subscriptions of one world. `before_delivery` is called first at every delivery: there the
    publishers say what is due.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._topics = Records(world.store, "topic", Topic)
        self._subscriptions = Records(world.store, "subscription", Subscription)
        self._messages = Records(world.store, "message", Message)
        self._delivering = threading.Lock()
        self._copies = 1
        self.before_delivery: list[Callable[[], object]] = []
        self._session = requests.Session()
        self._session.trust_env = False  # straight to this machine, whatever proxy is set

    def create_topic(self, topic: str, open: bool = True) -> None:
        """A topic (`projects/P/topics/T`), made if need be; `open=False` takes Forms' right to publish away."""
        with self._world.store.transaction():
            self._topics.save(topic, Topic(topic, open))

    def delete_topic(self, topic: str) -> None:
        with self._world.store.transaction():
            self._topics.delete(topic)

    def subscribe(self, topic: str, endpoint: str, push_service_account: str, audience: str = "") -> str:
        """The name of a push subscription, made together with its topic and its service account; a second call with the
        same topic and endpoint replaces it. Without an audience it is the endpoint.

        Raises ValueError for an endpoint that is not on this machine: nothing here leaves it.
        """
        if urlsplit(endpoint).hostname not in _LOOPBACK:
            raise ValueError(f"{endpoint} is not on this machine. Messages are pushed to 127.0.0.1 or localhost only.")
        with self._world.store.transaction():
            if topic not in self._topics:
                self._topics.save(topic, Topic(topic))
            if self._world.signin.find(push_service_account) is None:
                self._world.signin.create_service_account(push_service_account)
            same = [one for one in self._subscriptions.all() if (one.topic, one.endpoint) == (topic, endpoint)]
            project = topic.split("/")[1]
            name = same[0].name if same else f"projects/{project}/subscriptions/push-{secrets.token_hex(4)}"
            made = Subscription(name, topic, endpoint, push_service_account.lower(), audience or endpoint)
            self._subscriptions.save(name, made)
            return name

    def forget_subscriptions(self, topic: str) -> None:
        """Drop every subscription to a topic."""
        for one in [each for each in self._subscriptions.all() if each.topic == topic]:
            self.unsubscribe(one.name)

    def unsubscribe(self, subscription: str) -> None:
        """Drop a subscription and what is on its way to it."""
        with self._world.store.transaction():
            self._subscriptions.delete(subscription)
            for message in [one for one in self._messages.all() if one.subscription == subscription]:
                self._messages.delete(message.id)

    def takes(self, topic: str) -> bool:
        """True if Forms may publish to the topic."""
        found = self._topics.get(topic)
        return found is not None and found.open

    def publish(self, topic: str, attributes: Mapping[str, str]) -> bool:
        """Put a message on its way to every subscription; False if the topic is gone or closed."""
        if not self.takes(topic):
            return False
        now = self._world.now()
        for subscription in [one for one in self._subscriptions.all() if one.topic == topic]:
            id = str(secrets.randbelow(9 * 10**15) + 10**15)
            self._messages.save(id, Message(id, subscription.name, dict(attributes), now, now, self._copies))
        self._copies = 1
        return True

    def repeat_next(self, times: int = 2) -> None:
        """Have the next published message sent this often, though it is taken the first time: delivery is at least once."""
        self._copies = times

    def waiting(self) -> list[Message]:
        """The messages that nobody has taken yet."""
        return sorted(self._messages.all(), key=lambda message: (message.due, message.id))

    def deliver(self) -> list[Delivery]:
        """Push everything that is due by the world's clock, and say what came of it. What was not taken is due again
        later, after a pause that doubles each time.
        """
        with self._delivering:
            for due in self.before_delivery:
                due()
            with self._world.store.transaction():
                now = self._world.now()
                batch = [message for message in self.waiting() if message.due <= now]
            return [delivery for message in batch for delivery in self._pushed(message)]

    def deliver_in_background(self, every_seconds: float = 0.5) -> None:
        """Deliver from a thread until the server closes."""
        threading.Thread(target=self._run, args=(every_seconds,), name="push", daemon=True).start()

    def _run(self, every_seconds: float) -> None:
        faults = self._world.faults
        while not faults.is_closing:
            try:
                self.deliver()
            except Exception:  # noqa: BLE001 - the thread must outlive whatever one delivery meets
                if not faults.is_closing:
                    _log.exception("Messages could not be delivered.")
            faults.hold(every_seconds)

    def _pushed(self, message: Message) -> list[Delivery]:
        """Send the copies of one message; no lock of the store is held meanwhile, since the receiver may call back."""
        done: list[Delivery] = []
        with self._world.store.transaction():
            subscription = self._subscriptions.get(message.subscription)
        while subscription is not None and message.copies > 0 and not self._world.faults.is_closing:
            status = self._post(subscription, message)
            done.append(Delivery(message.id, subscription.endpoint, status, message.attributes))
            if status not in TAKEN:
                break
            message = replace(message, copies=message.copies - 1)
        with self._world.store.transaction():
            self._settle(message, subscription is None)
        return done

    def _settle(self, message: Message, is_orphan: bool) -> None:
        now = self._world.now()
        if is_orphan or message.copies <= 0 or now - message.published > RETENTION:
            self._messages.delete(message.id)
            return
        if message.id in self._messages:
            pause = min(FIRST_BACKOFF * 2 ** min(message.tries, 20), LONGEST_BACKOFF)
            self._messages.save(message.id, replace(message, tries=message.tries + 1, due=now + pause))

    def _post(self, subscription: Subscription, message: Message) -> int:
        token = self._world.signin.id_token(subscription.service_account, subscription.audience)
        time = stamp(message.published)
        body: dict[str, Any] = {
            "message": {
                "attributes": dict(message.attributes),
                "messageId": message.id,
                "message_id": message.id,
                "publishTime": time,
                "publish_time": time,
            },
            "subscription": subscription.name,
        }
        try:
            answer = self._session.post(
                subscription.endpoint,
                json=body,
                headers={"Authorization": f"Bearer {token}", "User-Agent": "CloudPubSub-Google"},
                timeout=_PUSH_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException:
            return 0
        return answer.status_code


def attach(world: World, pubsub: PubSub) -> None:
    """Make it the world's Pub/Sub: `world.pubsub`."""
    vars(world)[_ATTRIBUTE] = pubsub


def pubsub_of(world: World) -> PubSub:
    """The Pub/Sub of a world."""
    found: PubSub = vars(world)[_ATTRIBUTE]
    return found
