// SPDX-License-Identifier: Apache-2.0
#include "exit_code.h"

namespace pulse::cli {

int exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return exit_code::notFound;
    case ErrorCode::AlreadyExists:
        return exit_code::alreadyExists;
    case ErrorCode::Conflict:
        return exit_code::conflict;
    case ErrorCode::PermissionDenied:
        return exit_code::permissionDenied;
    case ErrorCode::Invalid:
        return exit_code::usage;
    case ErrorCode::Unsupported:
        return exit_code::unsupported;
    case ErrorCode::RateLimited:
        return exit_code::rateLimited;
    case ErrorCode::Unavailable:
        return exit_code::unavailable;
    case ErrorCode::Cancelled:
        return exit_code::cancelled;
    case ErrorCode::Corrupt:
        return exit_code::corrupt;
    case ErrorCode::NoSpace:
        return exit_code::noSpace;
    case ErrorCode::DurabilityUnknown:
        return exit_code::durabilityUnknown;
    case ErrorCode::Internal:
        return exit_code::internal;
    }
    return exit_code::internal;
}

} // namespace pulse::cli
