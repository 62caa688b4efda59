// SPDX-License-Identifier: Apache-2.0
#include "backend_options.h"

#include "pulse/storage/unknown_host.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

using Option = LibraryConnections::BackendOption;

std::vector<Option> ofS3()
{
    return {{u"endpoint"_s, u"The server's address (https://…); empty: Amazon's for the region"_s, {}},
            {u"region"_s, u"Where the bucket is: eu-central-1"_s, {}},
            {u"path-style"_s, u"The bucket's name in the path instead of the host's name"_s, {u"yes"_s, u"no"_s}},
            {u"profile"_s, u"The profile in the files of the AWS programs"_s, {}},
            {u"credentials"_s,
             u"Where the access key comes from"_s,
             {u"chain"_s, u"environment"_s, u"profile"_s, u"keychain"_s}},
            {u"ca-file"_s, u"Certificates that are trusted beside the system's (PEM)"_s, {}},
            {u"proxy"_s, u"The proxy's address; “direct” for none"_s, {}},
            {u"unsigned-payload"_s, u"Leave what is sent out of the signature"_s, {u"yes"_s, u"no"_s}}};
}

std::vector<Option> ofWebdav()
{
    return {{u"authentication"_s,
             u"How the server lets in"_s,
             {u"auto"_s, u"none"_s, u"basic"_s, u"digest"_s, u"bearer"_s}},
            {u"ca-file"_s, u"Certificates that are trusted beside the system's (PEM)"_s, {}},
            {u"client-certificate"_s, u"The file of a certificate that lets in (PEM)"_s, {}},
            {u"client-key"_s, u"The file of the certificate's key (PEM)"_s, {}},
            {u"proxy"_s, u"The proxy's address; “direct” for none"_s, {}},
            {u"connections"_s, u"How many connections to the server there may be at once"_s, {}},
            {u"allow-http"_s, u"Accept an unencrypted connection to another machine"_s, {u"true"_s, u"false"_s}}};
}

std::vector<Option> ofGit()
{
    return {{u"branch"_s, u"The branch of a clone; empty: the repository's own"_s, {}},
            {u"bare"_s, u"Whether a new repository has no working folder"_s, {u"true"_s, u"false"_s}},
            {u"ssh-key"_s, u"The file of the private key, instead of the agent and the usual files"_s, {}},
            {u"known-hosts"_s, u"The file of known hosts, instead of ~/.ssh/known_hosts"_s, {}},
            {hostKeyOption,
             u"The SHA256:… of the server's key: a server of which nothing is known yet is trusted by it"_s,
             {}},
            {u"ca-file"_s, u"Certificates that are trusted beside the system's (PEM)"_s, {}}};
}

} // namespace

std::vector<LibraryConnections::BackendOption> knownBackendOptions(const QString &scheme)
{
    if (scheme == "s3"_L1)
        return ofS3();
    if (scheme == "http"_L1 || scheme == "https"_L1)
        return ofWebdav();
    if (scheme.startsWith("git+"_L1))
        return ofGit();
    return {};
}

} // namespace pulse
