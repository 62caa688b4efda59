// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/memory.h"

#include "memory_storage.h"

using namespace Qt::StringLiterals;

namespace pulse {

struct MemoryBackend::Named
{
    std::mutex mutex;
    std::map<QString, std::weak_ptr<MemoryLibrary>> libraries;
};

MemoryBackend::MemoryBackend()
    : m_named(std::make_shared<Named>())
{}

Result<std::shared_ptr<Storage>> MemoryBackend::operator()(const QUrl &url, const OpenOptions &options) const
{
    const QString name = url.path();
    if (name.isEmpty())
        return std::make_shared<MemoryStorage>(std::make_shared<MemoryLibrary>(name), options);

    const std::scoped_lock lock(m_named->mutex);
    auto &known = m_named->libraries[name];
    auto library = known.lock();
    if (!library) {
        std::erase_if(m_named->libraries, [](const auto &entry) { return entry.second.expired(); });
        if (options.mode == OpenOptions::Mode::Existing)
            return failure(
                ErrorCode::NotFound, u"open"_s, url.toString(),
                u"Nobody holds a library in memory called “%1” now. Make a new one, or open another."_s.arg(name));
        library = std::make_shared<MemoryLibrary>(name);
        m_named->libraries[name] = library;
    }
    return std::make_shared<MemoryStorage>(std::move(library), options);
}

bool MemoryBackend::damage(const QUrl &url, const VersionKey &key) const
{
    const std::scoped_lock lock(m_named->mutex);
    const auto known = m_named->libraries.find(url.path());
    const auto library = known == m_named->libraries.end() ? nullptr : known->second.lock();
    if (!library)
        return false;
    const std::scoped_lock libraryLock(library->mutex);
    auto *stored = library->find(key.name, key.version);
    if (!stored || stored->content.isEmpty())
        return false;
    char &middle = stored->content[stored->content.size() / 2];
    middle = static_cast<char>(middle ^ 1);
    library->notifier.post({.everything = false, .prompts = {key.name.toString()}, .trash = false});
    return true;
}

} // namespace pulse
