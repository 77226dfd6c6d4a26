"""Static files under names that carry their digest, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites the imports of our ES modules too, which Django leaves alone unless told."""

    support_js_module_import_aggregation = True
