// SPDX-License-Identifier: Apache-2.0
#include "draft.h"

#include "object_keys.h"
#include "version_record.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr qsizetype longestVersion = 200; // S3 allows 1024 bytes a key, file systems 255 a name

} // namespace

Result<Draft> makeDraft(const Call &call, const Prompt &prompt)
{
    if (prompt.content.size() > Storage::maxBufferedBytes)
        return call.fails(ErrorCode::Unsupported, u"“%1” has %2 bytes, too many to be stored in one piece. Store it "
                                                  "from a file instead."_s.arg(call.subject)
                                                      .arg(prompt.content.size()));
    if (prompt.metadata.size != prompt.content.size())
        return call.fails(ErrorCode::Invalid,
                          u"The metadata of “%1” declares %2 bytes, but the content has %3."_s.arg(call.subject)
                              .arg(prompt.metadata.size)
                              .arg(prompt.content.size()));
    if (prompt.metadata.checksum != Checksum::of(prompt.content))
        return call.fails(
            ErrorCode::Invalid,
            u"The checksum that the metadata of “%1” declares is not that of the content."_s.arg(call.subject));
    Spool spool;
    auto draft = makeDraft(call, prompt.metadata, spool);
    if (!draft)
        return draft;
    draft->content = [bytes = prompt.content] { return std::make_unique<BufferSource>(bytes); };
    draft->bytes = prompt.content;
    return draft;
}

Result<Draft> makeDraft(const Call &call, Metadata metadata, const Spool &spool)
{
    if (metadata.version.toString().size() > longestVersion)
        return call.fails(ErrorCode::Invalid,
                          u"The version “%1…” is too long for a key. Choose a shorter version."_s.arg(
                              metadata.version.toString().left(40)));
    const VersionKey key{metadata.name, metadata.version};
    const auto bytes = encodeRecord(
        call, {std::move(metadata), keys::contentLeaf(spool.checksum(), QByteArray(6, 'x')), Seal::Absent, {}});
    if (!bytes)
        return failure(bytes);
    auto stored = decodeRecord(call, key, *bytes);
    if (!stored)
        return failure(std::move(stored));
    return Draft{.call = call,
                 .metadata = std::move(stored->metadata),
                 .content = [spool] { return spool.source(); },
                 .bytes = spool.bytes()};
}

} // namespace pulse::objects
