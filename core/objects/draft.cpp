// SPDX-License-Identifier: Apache-2.0
#include "draft.h"

#include "object_keys.h"
#include "version_record.h"

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr qsizetype longestVersion = 200; // S3 allows 1024 bytes a key, file systems 255 a name

// The one time that its metadata is read back, with a content's key as long as the one that it gets.
Result<Draft> draftOf(const Call &call, const Metadata &metadata, std::optional<QByteArray> bytes, qint64 longestInline)
{
    if (metadata.version.toString().size() > longestVersion)
        return call.fails(ErrorCode::Invalid,
                          u"The version “%1…” is too long for a key. Choose a shorter version."_s.arg(
                              metadata.version.toString().left(40)));
    if (metadata.size > longestInline)
        bytes.reset();
    const QString content = keys::contentLeaf(metadata.checksum, QByteArray(6, 'x'));
    auto stored = asReadBack(call, {metadata, content, Seal::Absent, bytes});
    if (!stored)
        return failure(std::move(stored));
    return Draft{.call = call,
                 .metadata = std::move(stored->metadata),
                 .content = {},
                 .bytes = stored->bytes ? std::move(bytes) : std::nullopt};
}

} // namespace

Result<Draft> makeDraft(const Call &call, const Prompt &prompt, qint64 longestInline)
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
    auto draft = draftOf(call, prompt.metadata, prompt.content, longestInline);
    if (draft)
        draft->content = [bytes = prompt.content] { return std::make_unique<BufferSource>(bytes); };
    return draft;
}

Result<Draft> makeDraft(const Call &call, const Metadata &metadata, const Spool &spool, qint64 longestInline)
{
    auto draft = draftOf(call, metadata, spool.bytes(), longestInline);
    if (draft)
        draft->content = [spool] { return spool.source(); };
    return draft;
}

} // namespace pulse::objects
