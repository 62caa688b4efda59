// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/library.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

// The reader itself compares: the read that meets the end answers Corrupt when the bytes did not match.
Result<Metadata> readToEnd(StreamStorage &streams, const VersionKey &key, const std::stop_token &stop)
{
    auto reader = streams.openContent(key.name, key.version, stop);
    if (!reader)
        return failure(reader);
    std::vector<char> buffer(256 * 1024);
    for (;;) {
        const auto count = (*reader)->read(buffer);
        if (!count)
            return failure(count);
        if (*count == 0)
            return (*reader)->metadata();
    }
}

} // namespace

Result<Metadata> Library::verifyVersion(const VersionKey &key, std::stop_token stop)
{
    if (StreamStorage *streams = m_storage->capabilities().streams)
        return readToEnd(*streams, key, stop);
    auto prompt = m_storage->fetch(key.name, key.version, std::move(stop));
    if (!prompt)
        return failure(prompt);
    return prompt->metadata;
}

} // namespace pulse
