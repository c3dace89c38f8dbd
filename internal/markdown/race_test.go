//go:build race

package markdown

// hostileSize is smaller under the race detector, which takes thirty times as long.
const hostileSize = 10_000
