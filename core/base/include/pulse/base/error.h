// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>
#include <chrono>
#include <optional>

namespace pulse {

/// What went wrong, as a program sees it. The numbers of the enumerators are not stable; names and exit codes are.
enum class ErrorCode {
    NotFound,          ///< the subject does not exist
    AlreadyExists,     ///< a published version with other content, or a name that is taken
    Conflict,          ///< somebody else changed it meanwhile, or something still depends on it
    PermissionDenied,  ///< the system, the backend or a protection rule forbids it
    Invalid,           ///< the request itself is wrong: a bad name, version, selector, option, document
    Unsupported,       ///< this library cannot do that
    RateLimited,       ///< the backend asks to slow down
    Unavailable,       ///< the library cannot be reached now, or is locked by a slow writer
    Cancelled,         ///< a person or the program stopped it
    Corrupt,           ///< stored data does not match its checksum, or its layout is broken
    NoSpace,           ///< disk or quota full
    DurabilityUnknown, ///< it may or may not survive a power loss: a sync failed after the change was visible
    Internal,          ///< a defect of Pulse
};

/// The one error type of Pulse. A value: cheap to copy, free to move between threads.
///
/// `message()` is a whole sentence for a person that says what happened and, where something can be done, what to do
/// next; it names the subject. It never holds a secret, and callers must never put one in.
class Error
{
public:
    /// What a person can do about it that each front end offers in its own way: a command line names a command, a
    /// window shows a button. The message tells what is to be looked at before, but names neither.
    enum class Remedy {
        None,
        Check,      ///< check the whole library: there may be more damage
        Accept,     ///< what does not match may be right: after a look, InspectableStorage::accept() of remedySubject()
        AcceptHome, ///< the home may be right as it is: after a look, SyncStorage::Options::acceptHome
    };

    /// `operation` is a verb of the contract ("store", "fetch", "rename"), `subject` a name, path, URL or key.
    Error(ErrorCode code, QString operation, QString subject, QString message);

    [[nodiscard]] ErrorCode code() const { return m_code; }
    [[nodiscard]] const QString &operation() const { return m_operation; }
    [[nodiscard]] const QString &subject() const { return m_subject; }
    [[nodiscard]] const QString &message() const { return m_message; }

    /// Whether the same call may succeed later without a change: true for Unavailable and RateLimited unless told
    /// otherwise.
    [[nodiscard]] bool isRetryable() const { return m_retryable; }
    Error &setRetryable(bool retryable);

    [[nodiscard]] Remedy remedy() const { return m_remedy; }
    /// "NAME@VERSION" or the path of a file in the library; empty where the remedy needs none.
    [[nodiscard]] const QString &remedySubject() const { return m_remedySubject; }
    Error &setRemedy(Remedy remedy, const QString &subject = {});

    /// Fills in an operation and subject that the code nearer to the cause did not know. What is set stays.
    Error &addContext(const QString &operation, const QString &subject);

    /// The code as programs see it in JSON: "not-found", "already-exists", "durability-unknown", …
    [[nodiscard]] QString codeName() const;

    /// The whole error in one line for logs: "store support/greeting: already-exists: …".
    [[nodiscard]] QString toString() const;

private:
    ErrorCode m_code;
    bool m_retryable;
    Remedy m_remedy = Remedy::None;
    QString m_operation;
    QString m_subject;
    QString m_message;
    QString m_remedySubject;
};

/// The name of a code in JSON and in documentation; the inverse of nothing: programs never parse messages.
[[nodiscard]] QString errorCodeName(ErrorCode code);

/// An Error for a failed system call. `errorNumber` is errno as it stood right after the call; the code follows from
/// it (ENOENT → NotFound, EACCES/EPERM/EROFS → PermissionDenied, ENOSPC/EDQUOT → NoSpace, EIO → Unavailable, …) and
/// the message says what to do ("The disk that holds … is full. Free some space, then try again.").
[[nodiscard]] Error systemError(int errorNumber, const QString &operation, const QString &subject);

} // namespace pulse

Q_DECLARE_METATYPE(pulse::Error)
