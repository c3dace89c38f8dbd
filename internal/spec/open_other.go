//go:build !unix

package spec

import "os"

const openFlags = os.O_RDONLY
