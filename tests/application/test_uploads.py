"""The worker, with S3 and SQS as moto plays them: real queues, redrive policy included."""

import json
import threading
from typing import Any

import pytest

from application.uploads import Upload, Worker, uploads_of
from components.storage.uploads import MOST_RECEIVES


class Shop:
    """A bucket, its queue with dead letters, and a worker that writes down what it takes in."""

    def __init__(self, client: Any) -> None:
        self.sqs, self.s3 = client("sqs"), client("s3")
        self.s3.create_bucket(
            Bucket="documents", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        self.dead_letters = self.sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
        dead_letter_arn = self.attribute(self.dead_letters, "QueueArn")
        redrive = {"deadLetterTargetArn": dead_letter_arn, "maxReceiveCount": MOST_RECEIVES}
        self.queue = self.sqs.create_queue(
            QueueName="uploads", Attributes={"RedrivePolicy": json.dumps(redrive)}
        )["QueueUrl"]
        self.taken: list[Any] = []
        self.fails = False
        self.worker = Worker(
            self.sqs, self.s3, {"catalogue/": self.take_in}, queue_url=self.queue, bucket="documents"
        )

    def take_in(self, document: Any) -> None:
        if self.fails:
            raise ValueError("not today")
        self.taken.append(document)

    def upload(self, key: str, body: bytes, told_as: str | None = None) -> None:
        self.s3.put_object(Bucket="documents", Key=key, Body=body)
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=notification(told_as or key))

    def attribute(self, queue: str, name: str) -> str:
        value: str = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"][name]
        return value

    def work(self) -> int:
        return self.worker.work(wait_seconds=0)

    def waiting(self) -> tuple[int, int]:
        """Return how many messages can be received, and how many somebody holds."""
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        visible, held = (int(self.attribute(self.queue, name)) for name in names)
        return visible, held


def notification(key: str, *, event: str = "ObjectCreated:Put", bucket: str = "documents") -> str:
    record = {"eventName": event, "s3": {"bucket": {"name": bucket}, "object": {"key": key}}}
    return json.dumps({"Records": [record]})


@pytest.fixture
def shop(client: Any) -> Shop:
    return Shop(client)


def test_a_message_that_was_worked_on_is_gone(shop: Shop) -> None:
    shop.upload("catalogue/spring.json", b'[{"id": "lamp"}]')
    assert shop.work() == 1
    assert shop.taken == [[{"id": "lamp"}]]
    assert shop.waiting() == (0, 0)


def test_a_key_is_written_as_in_a_form(shop: Shop) -> None:
    shop.upload("catalogue/été 1.json", b"1", told_as="catalogue/%C3%A9t%C3%A9+1.json")
    assert shop.work() == 1
    assert shop.taken == [1]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "documents"}),
        notification("catalogue/spring.json", event="ObjectRemoved:Delete"),
        notification("pictures/lamp.png"),
        notification("catalogue/spring.json", bucket="somebody-elses"),
    ],
)
def test_what_is_not_for_the_worker_is_taken_off_the_queue(shop: Shop, body: str) -> None:
    shop.sqs.send_message(QueueUrl=shop.queue, MessageBody=body)
    assert shop.work() == 1
    assert shop.taken == []
    assert shop.waiting() == (0, 0)


def test_a_message_that_fails_is_left_for_later(shop: Shop) -> None:
    shop.fails = True
    shop.upload("catalogue/spring.json", b"[]")
    assert shop.work() == 0
    assert shop.waiting() == (0, 1), "out of sight, and not deleted"


def test_each_failure_doubles_the_pause_up_to_a_quarter_of_an_hour(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.fails = True
    pauses: list[int] = []
    message = {"MessageId": "m", "ReceiptHandle": "r", "Body": notification("catalogue/spring.json")}
    received = iter(range(1, 8))

    def receive(**_: Any) -> Any:
        return {"Messages": [{**message, "Attributes": {"ApproximateReceiveCount": str(next(received))}}]}

    monkeypatch.setattr(shop.sqs, "receive_message", receive)
    monkeypatch.setattr(
        shop.sqs, "change_message_visibility", lambda **asked: pauses.append(asked["VisibilityTimeout"])
    )
    while len(pauses) < 7:
        shop.work()
    assert pauses == [30, 60, 120, 240, 480, 900, 900]


def test_what_fails_five_times_becomes_a_dead_letter(shop: Shop) -> None:
    shop.upload("catalogue/spring.json", b"no json")
    for _ in range(MOST_RECEIVES):
        assert shop.work() == 0
        make_visible()
    assert shop.work() == 0
    assert shop.waiting() == (0, 0)
    assert shop.attribute(shop.dead_letters, "ApproximateNumberOfMessages") == "1"


def make_visible() -> None:
    """Let the pause of all messages be over."""
    from moto.sqs.models import sqs_backends

    (queue,) = [
        queue
        for queue in sqs_backends["123456789012"]["eu-west-1"].queues.values()
        if queue.name == "uploads"
    ]
    for message in queue._messages:
        message.visible_at = 0


def test_one_bad_message_does_not_hold_up_the_next(shop: Shop) -> None:
    shop.upload("catalogue/bad.json", b"no json")
    shop.upload("catalogue/good.json", b"[1]")
    assert shop.work() == 1
    assert shop.taken == [[1]]


def test_a_document_that_is_too_large_is_not_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("application.uploads.LARGEST_BYTES", 3)
    shop.upload("catalogue/spring.json", b"[10]")
    assert shop.work() == 0
    assert shop.taken == []


def test_the_worker_prepares_first_and_tries_again_what_fails(shop: Shop) -> None:
    stopped = threading.Event()
    steps: list[str] = []

    def prepare() -> None:
        steps.append("prepare")
        if len(steps) == 1:
            raise ConnectionError("the database is not there yet")

    def work() -> int:
        steps.append("work")
        stopped.set()
        return 0

    stopped.wait = lambda _: bool(steps.append("pause"))  # type: ignore[method-assign]
    shop.worker.work = work  # type: ignore[method-assign, assignment]
    shop.worker.run(stopped, prepare)
    assert steps == ["prepare", "pause", "prepare", "work"]


def test_a_message_tells_of_each_of_its_objects() -> None:
    records = [json.loads(notification(key))["Records"][0] for key in ("a", "b")]
    assert list(uploads_of(json.dumps({"Records": records}))) == [
        Upload("documents", "a"),
        Upload("documents", "b"),
    ]
