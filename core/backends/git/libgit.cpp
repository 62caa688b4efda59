// SPDX-License-Identifier: Apache-2.0
#include "libgit.h"

#include "pulse/base/quote.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::git {

LibGit::LibGit()
{
    git_libgit2_init();
    // What libgit2 itself writes (packs that were fetched, remote-tracking refs, the index). The rest is written and
    // synced by ObjectWriter and Refs.
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
    git_libgit2_opts(GIT_OPT_SET_SERVER_CONNECT_TIMEOUT, 15'000);
    git_libgit2_opts(GIT_OPT_SET_SERVER_TIMEOUT, 30'000);
}

LibGit::~LibGit()
{
    git_libgit2_shutdown();
}

QString libgitSays()
{
    const git_error *error = git_error_last();
    QString text = error != nullptr && error->message != nullptr
                       ? visible(QString::fromUtf8(error->message).trimmed(), 300)
                       : QString();
    while (text.endsWith(u'.') || text.endsWith(u' '))
        text.chop(1);
    return text;
}

std::unexpected<Error> gitFailure(const Call &call, int code, const QString &what)
{
    const QString said = libgitSays();
    const QString message = said.isEmpty() ? what + u'.' : u"%1: %2."_s.arg(what, said);
    const git_error *error = git_error_last();
    const int kind = error != nullptr ? error->klass : GIT_ERROR_NONE;
    // Its text is all that is left: errno is that of what was tidied up since.
    const auto says = [&](int number) { return said.contains(qt_error_string(number)); };
    if (kind == GIT_ERROR_OS && (says(ENOSPC) || says(EDQUOT)))
        return call.fails(ErrorCode::NoSpace, message);
    switch (code) {
    case GIT_ENOTFOUND:
        return call.fails(ErrorCode::NotFound, message);
    case GIT_EOWNER:
        return call.fails(ErrorCode::PermissionDenied,
                          u"%1: it belongs to another user, and Git does not trust it then. If you trust it, add its "
                          "folder to safe.directory in your own Git configuration."_s.arg(what));
    case GIT_EAUTH:
    case GIT_ECERTIFICATE:
        return call.fails(ErrorCode::PermissionDenied, message);
    case GIT_ELOCKED:
        return call.fails(ErrorCode::Unavailable, message);
    case GIT_EUSER:
        return call.fails(ErrorCode::Cancelled, u"It was stopped before it was done."_s);
    default:
        break;
    }
    if (kind == GIT_ERROR_NET || kind == GIT_ERROR_HTTP || kind == GIT_ERROR_SSH || kind == GIT_ERROR_SSL)
        return call.fails(ErrorCode::Unavailable, message);
    return call.fails(kind == GIT_ERROR_OS ? ErrorCode::Unavailable : ErrorCode::Corrupt, message);
}

} // namespace pulse::git
