// SPDX-License-Identifier: Apache-2.0
#include "memory_library.h"

#include <QUuid>

namespace pulse {

bool TreeOrder::less(QStringView a, QStringView b)
{
    const auto rank = [](QChar c) { return c == u'/' ? char16_t(0) : c.unicode(); };
    return std::ranges::lexicographical_compare(a, b, {}, rank, rank);
}

MemoryLibrary::MemoryLibrary(QString nameOfLibrary)
    : name(std::move(nameOfLibrary))
    , id(QUuid::createUuid().toString(QUuid::WithoutBraces))
{}

MemoryLibrary::StoredVersion *MemoryLibrary::find(const Name &prompt, const Version &version)
{
    const auto stored = prompts.find(prompt);
    if (stored == prompts.end())
        return nullptr;
    const auto found = stored->second.versions.find(version);
    return found == stored->second.versions.end() ? nullptr : &found->second;
}

const Name *MemoryLibrary::caseTwin(const Name &prompt) const
{
    const auto found = byFoldedName.find(prompt.caseFolded());
    return found == byFoldedName.end() || found->second == prompt ? nullptr : &found->second;
}

MemoryLibrary::StoredPrompt &MemoryLibrary::makePrompt(const Name &prompt)
{
    byFoldedName.emplace(prompt.caseFolded(), prompt);
    return prompts[prompt];
}

void MemoryLibrary::erasePrompt(Prompts::iterator prompt)
{
    byFoldedName.erase(prompt->first.caseFolded());
    prompts.erase(prompt);
}

} // namespace pulse
