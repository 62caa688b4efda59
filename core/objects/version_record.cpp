// SPDX-License-Identifier: Apache-2.0
#include "version_record.h"

#include "pulse/model/metadata_rules.h"
#include "pulse/storage/content_place.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr qint64 smallestRecord = 16;

struct Written
{
    QByteArray bytes;
    Metadata metadata; ///< read back from them
};

Result<Written> writeAndRead(const Call &call, const VersionRecord &record)
{
    if (auto valid = validateFields(record.metadata); !valid)
        return call.fails(ErrorCode::Invalid, valid.error().message());
    if (record.bytes) {
        QByteArray bytes = encodeAsRead(record);
        if (auto read = decodeMetadata(bytes))
            return Written{std::move(bytes), *std::move(read)};
    }
    VersionRecord alone = record;
    alone.bytes.reset();
    QByteArray bytes = encodeAsRead(alone);
    auto read = decodeMetadata(bytes);
    if (!read)
        return call.fails(ErrorCode::Invalid,
                          u"The metadata of “%1” cannot be stored: %2"_s.arg(call.subject, read.error().message()));
    return Written{std::move(bytes), *std::move(read)};
}

VersionRecord recordIn(Metadata metadata, Seal seal)
{
    VersionRecord record{std::move(metadata), {}, seal, {}};
    record.bytes = takeInlineContent(record.metadata);
    record.content = contentNameIn(record.metadata);
    forgetContentName(record.metadata);
    return record;
}

} // namespace

QByteArray tombstone()
{
    return QByteArrayLiteral("{}\n");
}

bool isTombstone(qint64 size)
{
    return size < smallestRecord;
}

QByteArray encodeAsRead(const VersionRecord &record)
{
    Metadata metadata = record.metadata;
    setContentName(metadata, record.content);
    if (record.bytes)
        setInlineContent(metadata, *record.bytes);
    return sealed(encodeMetadata(metadata));
}

Result<QByteArray> encodeRecord(const Call &call, const VersionRecord &record)
{
    return writeAndRead(call, record).transform([](Written written) { return std::move(written.bytes); });
}

Result<VersionRecord> asReadBack(const Call &call, const VersionRecord &record)
{
    return writeAndRead(call, record).transform([](Written written) {
        return recordIn(std::move(written.metadata), Seal::Right);
    });
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
    VersionRecord record = recordIn(*std::move(metadata), seal);
    if (record.content.isEmpty())
        return call.damaged(key, u"metadata.json does not say where the content is."_s);
    return record;
}

} // namespace pulse::objects
