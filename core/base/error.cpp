// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/error.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse {

Error::Error(ErrorCode code, QString operation, QString subject, QString message)
    : m_code(code)
    , m_retryable(code == ErrorCode::Unavailable || code == ErrorCode::RateLimited)
    , m_operation(std::move(operation))
    , m_subject(std::move(subject))
    , m_message(std::move(message))
{}

Error &Error::setRetryable(bool retryable)
{
    m_retryable = retryable;
    return *this;
}

Error &Error::setRemedy(Remedy remedy, const QString &subject)
{
    m_remedy = remedy;
    m_remedySubject = subject;
    return *this;
}

Error &Error::addContext(const QString &operation, const QString &subject)
{
    if (m_operation.isEmpty())
        m_operation = operation;
    if (m_subject.isEmpty())
        m_subject = subject;
    return *this;
}

QString Error::codeName() const
{
    return errorCodeName(m_code);
}

QString Error::toString() const
{
    constexpr qsizetype longestMessage = 2000;
    QString line = visible(m_operation);
    if (!m_subject.isEmpty())
        line += (line.isEmpty() ? QString() : u" "_s) + visible(m_subject, 500);
    if (!line.isEmpty())
        line += u": "_s;
    line += codeName();
    if (!m_message.isEmpty())
        line += u": "_s + visible(m_message, longestMessage);
    return line;
}

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return u"not-found"_s;
    case ErrorCode::AlreadyExists:
        return u"already-exists"_s;
    case ErrorCode::Conflict:
        return u"conflict"_s;
    case ErrorCode::PermissionDenied:
        return u"permission-denied"_s;
    case ErrorCode::Invalid:
        return u"invalid"_s;
    case ErrorCode::Unsupported:
        return u"unsupported"_s;
    case ErrorCode::RateLimited:
        return u"rate-limited"_s;
    case ErrorCode::Unavailable:
        return u"unavailable"_s;
    case ErrorCode::Cancelled:
        return u"cancelled"_s;
    case ErrorCode::Corrupt:
        return u"corrupt"_s;
    case ErrorCode::NoSpace:
        return u"no-space"_s;
    case ErrorCode::DurabilityUnknown:
        return u"durability-unknown"_s;
    case ErrorCode::Internal:
        break;
    }
    return u"internal"_s;
}

} // namespace pulse
