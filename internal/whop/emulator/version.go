package emulator

import "strings"

// versions are the API versions that Whop has published. (Documented.)
var versions = strings.Fields(`
	2025-01-01   2026-06-08 2026-06-09 2026-06-20 2026-07-01   2026-07-08   2026-07-08-1 2026-07-18 2026-07-20
	2026-07-22   2026-07-23 2026-07-25 2026-08-03 2026-08-05   2026-08-05-1 2026-08-10   2026-08-12 2026-08-13
	2026-08-14   2026-08-21 2026-08-21-1 2026-08-25 2026-08-25-1 2026-08-25-2 2026-09-09 2026-09-25 2026-09-29`)

// nativeFiles is the version where files changed their shape.
const nativeFiles = "2026-08-21-1"
