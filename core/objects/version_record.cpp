// SPDX-License-Identifier: Apache-2.0
#include "version_record.h"

#include "pulse/storage/content_place.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr qint64 smallestRecord = 16;

} // namespace

QByteArray tombstone()
{
    return QByteArrayLiteral("{}\n");
}

bool isTombstone(qint64 size)
{
    return size < smallestRecord;
}

Result<QByteArray> encodeRecord(const Call &call, const VersionRecord &record)
{
    Metadata metadata = record.metadata;
    if (auto valid = validateMetadata(metadata); !valid)
        return call.fails(ErrorCode::Invalid, valid.error().message());
    setContentName(metadata, record.content);
    if (record.bytes) {
        Metadata whole = metadata;
        setInlineContent(whole, *record.bytes);
        if (QByteArray bytes = sealed(encodeMetadata(whole)); decodeMetadata(bytes))
            return bytes;
    }
    QByteArray bytes = sealed(encodeMetadata(metadata));
    if (const auto stored = decodeMetadata(bytes); !stored)
        return call.fails(ErrorCode::Invalid,
                          u"The metadata of “%1” cannot be stored: %2"_s.arg(call.subject, stored.error().message()));
    return bytes;
}

Result<VersionRecord> decodeRecord(const Call &call, const VersionKey &key, const QByteArray &bytes, Naming naming)
{
    const Seal seal = sealOf(bytes);
    if (seal == Seal::Wrong)
        return failure(call.fails(ErrorCode::Corrupt,
                                  u"The metadata of %1 does not match its seal: it was damaged, or changed by a "
                                  "program that does not seal it. If it is right, accept it as it is; otherwise "
                                  "restore it from a backup."_s.arg(key.toString())),
                       Error::Remedy::Accept, key.toString());
    auto metadata = decodeMetadata(bytes);
    if (!metadata)
        return call.damaged(key, u"metadata.json cannot be understood. %1"_s.arg(metadata.error().message()));
    if ((naming == Naming::Checked && metadata->name != key.name) || metadata->version != key.version)
        return call.damaged(key, u"metadata.json says that it belongs to %1@%2."_s.arg(metadata->name.toString(),
                                                                                       metadata->version.toString()));
    VersionRecord record{*std::move(metadata), {}, seal, {}};
    record.bytes = takeInlineContent(record.metadata);
    record.content = contentNameIn(record.metadata);
    if (record.content.isEmpty())
        return call.damaged(key, u"metadata.json does not say where the content is."_s);
    forgetContentName(record.metadata);
    return record;
}

} // namespace pulse::objects
