# The image of a release: whopsync, git for a state that is kept in it, and certificates.
# goreleaser lays the built program of each platform beside this file. To build one from a
# checkout: CGO_ENABLED=0 go build -trimpath -o linux/amd64/whopsync . && docker build .
# TARGETPLATFORM has no default here, for BuildKit would take that for every platform.
#
# Run it as the owner of the checkout, who may write what is remembered and whom git trusts:
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/courses" -e WHOP_API_KEY IMAGE plan
FROM alpine:3.22@sha256:14358309a308569c32bdc37e2e0e9694be33a9d99e68afb0f5ff33cc1f695dce
RUN apk add --no-cache ca-certificates git
ARG TARGETPLATFORM
COPY ${TARGETPLATFORM}/whopsync /usr/local/bin/whopsync
USER nobody
WORKDIR /courses
ENTRYPOINT ["whopsync"]
