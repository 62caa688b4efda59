// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/metadata.h"
#include "require.h"

using namespace pulse;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/// What is read can be written and read again without a change; what is refused is called corrupt.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const Result<Metadata> metadata = decodeMetadata(QByteArrayView(data, qsizetype(size)));
    if (!metadata) {
        REQUIRE(metadata.error().code() == ErrorCode::Corrupt);
        return 0;
    }
    const QByteArray written = encodeMetadata(*metadata);
    constexpr qsizetype readable = 1024 * 1024;
    const Result<void> valid = validateMetadata(*metadata);
    REQUIRE(valid.has_value() == (written.size() <= readable));
    if (!valid)
        return 0;
    const Result<Metadata> again = decodeMetadata(written);
    REQUIRE(again && *again == *metadata);
    REQUIRE(encodeMetadata(*again) == written);
    MetadataPatch patch;
    patch.description = metadata->description;
    patch.tags = metadata->tags;
    REQUIRE(patch.isNoOpOn(*metadata));
    return 0;
}
