// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/git.h"
#include "pulse/backends/s3.h"
#include "pulse/backends/webdav.h"
#include "pulse/keychain/system_keychain.h"
#include "pulse/storage/registry.h"

using namespace Qt::StringLiterals;

/// Of which version of Pulse the module is: it fits no other.
extern "C" Q_DECL_EXPORT const char *pulse_remote_version()
{
    return PULSE_VERSION;
}

/// Adds the backends that reach a network.
extern "C" Q_DECL_EXPORT void pulse_remote_register(pulse::StorageRegistry &registry)
{
    registry.addBackend(u"s3"_s, pulse::openS3Library);
    registry.addConnectionCheck(u"s3"_s, pulse::checkS3Connection);
    for (const auto &scheme : {u"http"_s, u"https"_s}) {
        registry.addBackend(scheme, pulse::openWebdavLibrary);
        registry.addConnectionCheck(scheme, pulse::checkWebdavConnection);
    }
    for (const auto &scheme : {u"git+https"_s, u"git+ssh"_s, u"git+file"_s}) {
        registry.addBackend(scheme, pulse::openGitLibrary);
        registry.addConnectionCheck(scheme, pulse::checkGitConnection);
    }
}

extern "C" Q_DECL_EXPORT void pulse_remote_keychain(std::shared_ptr<pulse::Keychain> &keychain)
{
    keychain = pulse::makeSystemKeychain();
}
