"""The static web tier: the site's bucket, and CloudFront in front of it and of the application."""

from components.web.static_web import StaticWeb, StaticWebArgs

__all__ = ["StaticWeb", "StaticWebArgs"]
