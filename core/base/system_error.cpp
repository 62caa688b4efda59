// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/error.h"
#include "pulse/base/quote.h"

#include <cerrno>
#include <system_error>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

struct Explanation
{
    int number;
    ErrorCode code;
    const char16_t *message; ///< %1 is the subject in quotes
};

constexpr Explanation explanations[] = {
    {ENOENT, ErrorCode::NotFound, u"%1 does not exist. Check the name, or whether it was moved or removed."},
    {ENOTDIR, ErrorCode::NotFound,
     u"%1 cannot be reached, because a part of its path is a file and not a folder. Check the path."},
    {EISDIR, ErrorCode::Invalid, u"%1 is a folder where a file was expected. Name a file instead."},
    {EEXIST, ErrorCode::AlreadyExists, u"%1 is already there. Choose another name, or remove it first."},
    {ENOTEMPTY, ErrorCode::Conflict, u"The folder %1 is not empty. Empty it first, then try again."},
    {EACCES, ErrorCode::PermissionDenied,
     u"You have no permission to use %1. Ask its owner for access, or change its permissions."},
    {EPERM, ErrorCode::PermissionDenied,
     u"The system does not permit this on %1. Check who owns it and whether it is protected."},
    {EROFS, ErrorCode::PermissionDenied,
     u"%1 is on a disk that can only be read. Make the disk writable, or use a library elsewhere."},
    {ENOSPC, ErrorCode::NoSpace, u"The disk that holds %1 is full. Free some space, then try again."},
#ifdef EDQUOT
    {EDQUOT, ErrorCode::NoSpace,
     u"Your quota on the disk that holds %1 is used up. Free some space or ask for more, then try again."},
#endif
    {EFBIG, ErrorCode::NoSpace,
     u"%1 is larger than its disk or your limits allow. Make it smaller, or use a library elsewhere."},
    {EIO, ErrorCode::Unavailable,
     u"The disk that holds %1 reports a read or write error. Check the disk and its connection, then try again."},
    {EMFILE, ErrorCode::Unavailable,
     u"%1 cannot be opened, because this program has too many files open. Close some work, then try again."},
    {ENFILE, ErrorCode::Unavailable,
     u"%1 cannot be opened, because the system has too many files open. Close some programs, then try again."},
    {ENOMEM, ErrorCode::Unavailable, u"There is not enough memory to work on %1. Close some programs, then try again."},
    {EBUSY, ErrorCode::Unavailable, u"%1 is in use by another program. Close it there, then try again."},
    {EAGAIN, ErrorCode::Unavailable, u"%1 is in use by another program. Try again in a moment."},
    {EINTR, ErrorCode::Unavailable, u"The work on %1 was interrupted. Try again."},
    {ETXTBSY, ErrorCode::Unavailable, u"%1 is being run as a program. Stop it, then try again."},
    {ETIMEDOUT, ErrorCode::Unavailable, u"%1 did not answer in time. Check the connection, then try again."},
#ifdef ESTALE
    {ESTALE, ErrorCode::Unavailable,
     u"%1 is on a network disk that lost track of it. Reconnect the disk, then try again."},
#endif
    {ENODEV, ErrorCode::Unavailable, u"The device that holds %1 is gone. Connect it, then try again."},
    {ENXIO, ErrorCode::Unavailable, u"The device that holds %1 is gone. Connect it, then try again."},
    {ENOTCONN, ErrorCode::Unavailable, u"The disk that holds %1 is not connected. Connect it, then try again."},
    {ECONNREFUSED, ErrorCode::Unavailable,
     u"Nothing answers at %1. Check the address and that the server is running, then try again."},
    {ECONNRESET, ErrorCode::Unavailable, u"The connection to %1 broke. Try again."},
    {ECONNABORTED, ErrorCode::Unavailable, u"The connection to %1 broke. Try again."},
    {EPIPE, ErrorCode::Unavailable, u"The connection to %1 broke. Try again."},
    {EHOSTUNREACH, ErrorCode::Unavailable, u"%1 cannot be reached. Check the network, then try again."},
    {ENETUNREACH, ErrorCode::Unavailable, u"%1 cannot be reached. Check the network, then try again."},
    {ENETDOWN, ErrorCode::Unavailable, u"The network is down, so %1 cannot be reached. Try again when it is back."},
    {ECANCELED, ErrorCode::Cancelled, u"The work on %1 was cancelled. Nothing more is done to it."},
    {ELOOP, ErrorCode::Corrupt,
     u"%1 leads through a symbolic link, which is not followed here. Put a real file or folder in its place."},
    {ENAMETOOLONG, ErrorCode::Invalid, u"%1 is too long for this disk. Choose a shorter name."},
    {EILSEQ, ErrorCode::Invalid, u"This disk does not take a name such as %1. Choose a simpler one."},
    {EINVAL, ErrorCode::Invalid, u"The disk refuses this for %1 as not valid. Choose a simpler name or another disk."},
    {EXDEV, ErrorCode::Unsupported,
     u"%1 would leave its disk or its library, which is not done. Use a path inside the library."},
    {EMLINK, ErrorCode::Unsupported, u"%1 has as many links as its disk allows. Use a library on another disk."},
    {EOPNOTSUPP, ErrorCode::Unsupported,
     u"The disk that holds %1 cannot do what this needs. Use a library on another disk."},
    {ENOSYS, ErrorCode::Unsupported,
     u"This system cannot do what the work on %1 needs. Update the system, or use a library elsewhere."},
};

} // namespace

Error systemError(int errorNumber, const QString &operation, const QString &subject)
{
    if (errorNumber == ENOTSUP)
        errorNumber = EOPNOTSUPP;
    if (errorNumber == EWOULDBLOCK)
        errorNumber = EAGAIN;
    const QString shown = subject.isEmpty() ? u"The file"_s : quoted(subject, 400);
    for (const Explanation &explanation : explanations)
        if (explanation.number == errorNumber)
            return Error(explanation.code, operation, subject, QString::fromUtf16(explanation.message).arg(shown));
    const QString reason = QString::fromStdString(std::generic_category().message(errorNumber));
    return Error(ErrorCode::Internal, operation, subject,
                 u"The system refused the work on %1 for an unexpected reason (%2, error %3). Try again, and report "
                 "it if it stays."_s.arg(shown, reason, QString::number(errorNumber)));
}

} // namespace pulse
