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

namespace {

// The folders above a name, the outermost first, and the name itself.
QStringList pathsOf(const Name &name)
{
    QStringList paths;
    for (const QString &segment : name.segments())
        paths.append(paths.isEmpty() ? segment : paths.last() + u'/' + segment);
    return paths;
}

} // namespace

QString MemoryLibrary::caseTwin(const Name &prompt, const Name *leaving) const
{
    for (const QString &path : pathsOf(prompt)) {
        const auto found = byFoldedPath.find(foldCase(path));
        if (found == byFoldedPath.end() || found->second.path == path)
            continue;
        const bool leaves = leaving && leaving->toString() == found->second.path && found->second.prompts == 1;
        if (!leaves)
            return found->second.path;
    }
    return {};
}

MemoryLibrary::StoredPrompt &MemoryLibrary::makePrompt(const Name &prompt)
{
    const auto [stored, isNew] = prompts.try_emplace(prompt);
    if (isNew) {
        for (const QString &path : pathsOf(prompt))
            ++byFoldedPath.try_emplace(foldCase(path), SpelledPath{path}).first->second.prompts;
    }
    return stored->second;
}

void MemoryLibrary::erasePrompt(Prompts::iterator prompt)
{
    for (const QString &path : pathsOf(prompt->first)) {
        const auto found = byFoldedPath.find(foldCase(path));
        if (--found->second.prompts == 0)
            byFoldedPath.erase(found);
    }
    prompts.erase(prompt);
}

} // namespace pulse
