"""The cache tier: Valkey on ElastiCache, without a password."""

from components.cache.cache import Cache, CacheArgs

__all__ = ["Cache", "CacheArgs"]
