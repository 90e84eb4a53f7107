"""The detection of an account: attacks, vulnerabilities, and access that nobody meant to give."""

from components.detection.detection import Detection, DetectionArgs

__all__ = ["Detection", "DetectionArgs"]
