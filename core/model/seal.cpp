// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/seal.h"

#include "pulse/base/json.h"
#include "pulse/crypto/checksum.h"

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

constexpr QByteArrayView opening("{\n");
constexpr QByteArrayView before("{\n  \"seal\": \"");
constexpr QByteArrayView after("\",\n");
constexpr qsizetype checksumLength = 71; // "sha256:" and 64 digits

QByteArray checksumOf(QByteArrayView rest)
{
    ChecksumBuilder builder;
    builder.add(opening);
    builder.add(rest);
    return builder.finish().toString().toLatin1();
}

} // namespace

QByteArray sealed(QByteArrayView json)
{
    Q_ASSERT(json.startsWith(opening));
    const QByteArrayView rest = json.sliced(opening.size());
    QByteArray file = before.toByteArray();
    file.append(checksumOf(rest)).append(after).append(rest);
    return file;
}

Seal sealOf(QByteArrayView json)
{
    if (json.startsWith(before)) {
        const QByteArrayView behind = json.sliced(before.size());
        if (behind.size() < checksumLength + after.size() || !behind.sliced(checksumLength).startsWith(after))
            return Seal::Wrong;
        const QByteArrayView rest = behind.sliced(checksumLength + after.size());
        return behind.first(checksumLength) == checksumOf(rest) ? Seal::Right : Seal::Wrong;
    }
    const auto value = parseJson(json);
    const bool hasOne = value && value->asObject() != nullptr && value->asObject()->find(sealField) != nullptr;
    return hasOne ? Seal::Wrong : Seal::Absent;
}

QByteArray unsealed(QByteArrayView json)
{
    const auto value = parseJson(json);
    if (!value || value->asObject() == nullptr)
        return json.toByteArray();
    JsonObject object = *value->asObject();
    object.remove(sealField);
    return toJson(JsonValue(std::move(object)), JsonStyle::Indented);
}

} // namespace pulse
