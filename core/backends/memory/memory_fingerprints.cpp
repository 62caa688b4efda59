// SPDX-License-Identifier: Apache-2.0
#include "memory_storage.h"

#include "pulse/base/cancellation.h"

using namespace Qt::StringLiterals;

namespace pulse {

// All that a prompt holds but its contents, which their checksums stand for.
Result<std::vector<FingerprintStorage::Item>> MemoryStorage::fingerprints(std::stop_token stop)
{
    if (auto go = checkCancelled(stop, u"list"_s); !go)
        return failure(std::move(go));
    const std::scoped_lock lock(m_library->mutex);
    std::vector<Item> items;
    items.reserve(m_library->prompts.size());
    for (const auto &[name, prompt] : m_library->prompts) {
        ChecksumBuilder facts;
        for (const auto &[version, stored] : prompt.versions) {
            const QByteArray metadata = encodeMetadata(stored.metadata);
            facts.add("version " + QByteArray::number(metadata.size()) + '\n' + metadata);
        }
        for (const auto &[label, version] : prompt.labels)
            facts.add("label " + label.toString().toLatin1() + ' ' + version.toString().toLatin1() + '\n');
        const Checksum checksum = facts.finish();
        Item item{.prompt = {.path = name.toString(), .name = name, .damage = {}}, .fingerprint = {}};
        item.fingerprint.assign(checksum.digest().begin(), checksum.digest().begin() + 16);
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace pulse
