// SPDX-License-Identifier: Apache-2.0
#include "json_shapes.h"

#include "exit_code.h"

#include "pulse/storage/unknown_host.h"
#include "pulse/text/text_encoding.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

JsonObject metadataJson(const Metadata &metadata)
{
    const auto value = parseJson(encodeMetadata(metadata), {.bytes = 64 * 1024 * 1024, .depth = 64});
    return value && value->asObject() ? *value->asObject() : JsonObject();
}

namespace {

// Whoever is not let in after nobody knew a credential is told how one is given.
QString adviceOn(const Error &error, const Wording &wording)
{
    if (!wording.unanswered || error.code() != ErrorCode::PermissionDenied)
        return {};
    if (!wording.unanswered->isEmpty())
        return u" (To enter them: %1config library login %2)"_s.arg(wording.program, *wording.unanswered);
    return u" (To give them to this command: --credentials-fd N. To keep them, give the library a name: %1config "
           u"library "
           "add NAME URL, then %1config library login NAME)"_s.arg(wording.program);
}

} // namespace

QString messageOf(const Error &error, const Wording &wording)
{
    if (const auto host = UnknownHost::of(error)) {
        const QString command = wording.library.isEmpty() ? u"config check"_s : u"config check "_s + wording.library;
        return error.message() + u" (To trust it: %1 --trust-host %2)"_s.arg(command, host->fingerprint);
    }
    switch (error.remedy()) {
    case Error::Remedy::None:
        return error.message() + adviceOn(error, wording);
    case Error::Remedy::Check:
        return error.message() + u" (All that is damaged: verify)"_s;
    case Error::Remedy::Accept:
        return error.message() + u" (To accept it: verify --accept %1)"_s.arg(error.remedySubject());
    case Error::Remedy::AcceptHome:
        return error.message() + u" (To accept it: sync --accept-home)"_s;
    }
    return error.message();
}

JsonValue errorJson(const Error &error, const Wording &wording)
{
    return JsonObject{{u"code"_s, error.codeName()},         {u"operation"_s, error.operation()},
                      {u"subject"_s, error.subject()},       {u"message"_s, messageOf(error, wording)},
                      {u"retryable"_s, error.isRetryable()}, {u"exit_code"_s, exitCodeOf(error.code())}};
}

JsonValue listJson(const QStringList &texts)
{
    return JsonValue::Array(texts.begin(), texts.end());
}

JsonValue optionalJson(const std::optional<Version> &version)
{
    return version ? JsonValue(version->toString()) : JsonValue();
}

JsonValue timeJson(const QDateTime &time)
{
    return time.isValid() ? JsonValue(toRfc3339(time)) : JsonValue();
}

JsonValue labelsJson(const LabelMap &labels)
{
    JsonObject object;
    for (const auto &[label, version] : labels)
        object.insert(label.toString(), version.toString());
    return object;
}

void insertContent(JsonObject &object, const QString &member, const QByteArray &content)
{
    if (firstInvalidUtf8(content) < 0)
        object.insert(member, QString::fromUtf8(content));
    else
        object.insert(member + "_base64"_L1, QString::fromLatin1(content.toBase64()));
}

} // namespace pulse::cli
