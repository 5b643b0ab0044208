"""Every kind of job there is."""

from core.jobs.exporting import EXPORT
from core.jobs.kind import Kinds
from core.jobs.loading import LOAD
from core.jobs.mirroring import MIRROR
from core.jobs.pruning import PRUNE
from core.jobs.snapshot import SNAPSHOT

KINDS: Kinds = {kind.name: kind for kind in (EXPORT, LOAD, MIRROR, SNAPSHOT, PRUNE)}
