package whop

import (
	"net/netip"
	"slices"
)

// special are addresses that belong to no host on the Internet, with their names in IANA's
// registries of special-purpose addresses. Those of version 6 outside of globalUnicast are not
// among them.
var special = []struct{ prefix, name string }{
	{"0.0.0.0/8", "This network"},
	{"10.0.0.0/8", "Private-Use"},
	{"100.64.0.0/10", "Shared Address Space"},
	{"127.0.0.0/8", "Loopback"},
	{"169.254.0.0/16", "Link Local"},
	{"172.16.0.0/12", "Private-Use"},
	{"192.0.0.0/24", "IETF Protocol Assignments"},
	{"192.0.2.0/24", "Documentation (TEST-NET-1)"},
	{"192.88.99.0/24", "Deprecated (6to4 Relay Anycast)"},
	{"192.168.0.0/16", "Private-Use"},
	{"198.18.0.0/15", "Benchmarking"},
	{"198.51.100.0/24", "Documentation (TEST-NET-2)"},
	{"203.0.113.0/24", "Documentation (TEST-NET-3)"},
	{"240.0.0.0/4", "Reserved"},
	{"2001::/23", "IETF Protocol Assignments"},
	{"2001:db8::/32", "Documentation"},
	{"2002::/16", "6to4"},
	{"3fff::/20", "Documentation"},
}

var (
	// globalUnicast are all addresses of version 6 that are given to anyone.
	globalUnicast = netip.MustParsePrefix("2000::/3")
	// translated are addresses of version 4 on networks that have version 6 alone.
	translated = netip.MustParsePrefix("64:ff9b::/96")

	specialPrefixes = func() (prefixes []netip.Prefix) {
		for _, s := range special {
			prefixes = append(prefixes, netip.MustParsePrefix(s.prefix))
		}
		return prefixes
	}()
)

// isPublic reports addresses of hosts on the Internet.
func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if bytes := ip.As16(); translated.Contains(ip) {
		ip = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	if ip.Is6() && !globalUnicast.Contains(ip) || ip.IsMulticast() || !ip.IsValid() {
		return false
	}
	return !slices.ContainsFunc(specialPrefixes, func(p netip.Prefix) bool { return p.Contains(ip) })
}
