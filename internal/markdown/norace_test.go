//go:build !race

package markdown

// hostileSize is the length of the longest lesson that Whop takes.
const hostileSize = 65_000
