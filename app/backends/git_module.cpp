// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/git.h"

// What app/composition calls (backend_module.h).

extern "C" Q_DECL_EXPORT void pulse_backend_open(const QUrl *url, const pulse::OpenOptions *options,
                                                 pulse::Result<std::shared_ptr<pulse::Storage>> *result)
{
    *result = pulse::openGitLibrary(*url, *options);
}

extern "C" Q_DECL_EXPORT void pulse_backend_check(const QUrl *url, const pulse::OpenOptions *options,
                                                  const pulse::ConnectionReport *report, std::stop_token *stop,
                                                  pulse::Result<void> *result)
{
    *result = pulse::checkGitConnection(*url, *options, *report, *stop);
}
