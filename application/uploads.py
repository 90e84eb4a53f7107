"""The worker: catalogues and orders that somebody uploads are taken in."""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_plus

LOGGER: Final = logging.getLogger(__name__)

LARGEST_BYTES: Final = 10 * 1024 * 1024
# Asked once in twenty seconds where nothing comes: SQS answers as soon as something does.
WAIT_SECONDS: Final = 20
# A few, so that all of them are done before the queue gives them to another worker, after five minutes.
MOST_MESSAGES: Final = 5
FIRST_PAUSE_SECONDS: Final = 30
LONGEST_PAUSE_SECONDS: Final = 900


@dataclass(frozen=True, slots=True)
class Upload:
    """An object that S3 tells of."""

    bucket: str
    key: str


def uploads_of(body: str) -> Iterator[Upload]:
    """Yield the new objects that a message of S3 tells of; its own test message tells of none.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    """
    for record in json.loads(body).get("Records", ()):
        if record["eventName"].startswith("ObjectCreated:"):
            # S3 writes the key as in a form: a space is a plus.
            yield Upload(record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"]))


class Worker:
    """Works on the messages of the queue, one after the other.

    A message that was worked on is deleted. One that was not is given out again, later each time; after five
    times SQS puts it among the dead letters, where an alarm rings. SQS may give out a message twice, so that taking
    in the same document again must do no harm.
    """

    def __init__(
        self,
        sqs: Any,
        s3: Any,
        handlers: Mapping[str, Callable[[Any], object]],
        *,
        queue_url: str,
        bucket: str,
    ) -> None:
        """Work on these uploads.

        Args:
            sqs: a client of SQS.
            s3: a client of S3.
            handlers: by the beginning of the key, what becomes of a JSON document; others are left alone.
            queue_url: the queue that S3 tells.
            bucket: the bucket of documents.
        """
        self._sqs = sqs
        self._s3 = s3
        self._handlers = handlers
        self._queue_url = queue_url
        self._bucket = bucket

    def run(self, stopped: threading.Event, prepare: Callable[[], object]) -> None:
        """Prepare, then work until told to stop; whatever fails is tried again after a pause."""
        step: Callable[[], object] = prepare
        while not stopped.is_set():
            try:
                step()
                step = self.work
            except Exception:
                LOGGER.exception("the worker pauses")
                stopped.wait(FIRST_PAUSE_SECONDS)

    def work(self, *, wait_seconds: int = WAIT_SECONDS) -> int:
        """Receive some messages and work on them; return how many went well."""
        answer = self._sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=MOST_MESSAGES,
            WaitTimeSeconds=wait_seconds,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return sum(self._work_on(message) for message in answer.get("Messages", ()))

    def _work_on(self, message: Mapping[str, Any]) -> bool:
        try:
            for upload in uploads_of(message["Body"]):
                self._take_in(upload)
        except Exception:
            # Of any kind: what one message says must not hold up the next one.
            received = int(message["Attributes"]["ApproximateReceiveCount"])
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (received - 1), LONGEST_PAUSE_SECONDS)
            LOGGER.exception("message %s failed for the %s. time", message["MessageId"], received)
            self._sqs.change_message_visibility(
                QueueUrl=self._queue_url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=pause
            )
            return False
        self._sqs.delete_message(QueueUrl=self._queue_url, ReceiptHandle=message["ReceiptHandle"])
        return True

    def _take_in(self, upload: Upload) -> None:
        handlers = [handle for prefix, handle in self._handlers.items() if upload.key.startswith(prefix)]
        if upload.bucket != self._bucket or not handlers:
            return
        stored = self._s3.get_object(Bucket=upload.bucket, Key=upload.key)
        if stored["ContentLength"] > LARGEST_BYTES:
            raise ValueError(
                f"{upload.key} has {stored['ContentLength']} bytes; {LARGEST_BYTES} are the most"
            )
        document = json.loads(stored["Body"].read())
        for handle in handlers:
            handle(document)
        LOGGER.info("%s is taken in", upload.key)
