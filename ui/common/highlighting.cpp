// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/common/highlighting.h"

#include <QHash>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// Words that people write after a fence and that are neither the name of a definition nor a file's extension.
QString definitionName(const QString &word)
{
    static const QHash<QString, QString> names{
        {u"bash"_s, u"Bash"_s},      {u"c#"_s, u"C#"_s},
        {u"c++"_s, u"C++"_s},        {u"console"_s, u"Bash"_s},
        {u"csharp"_s, u"C#"_s},      {u"docker"_s, u"Dockerfile"_s},
        {u"golang"_s, u"Go"_s},      {u"javascript"_s, u"JavaScript"_s},
        {u"jinja2"_s, u"Jinja"_s},   {u"jsonc"_s, u"JSON"_s},
        {u"json5"_s, u"JSON"_s},     {u"jsonl"_s, u"JSON"_s},
        {u"make"_s, u"Makefile"_s},  {u"node"_s, u"JavaScript"_s},
        {u"plaintext"_s, QString()}, {u"python3"_s, u"Python"_s},
        {u"shell"_s, u"Bash"_s},     {u"text"_s, QString()},
        {u"txt"_s, QString()},       {u"zsh"_s, u"Zsh"_s},
    };
    const auto found = names.constFind(word);
    return found == names.cend() ? word : *found;
}

} // namespace

struct Highlighting::Private
{
    // Made when first needed: reading the index of all definitions takes longer than opening the window.
    std::optional<KSyntaxHighlighting::Repository> repository;
    QHash<QString, KSyntaxHighlighting::Definition> fences;
};

Highlighting::Highlighting()
    : d(std::make_unique<Private>())
{}
Highlighting::~Highlighting() = default;

KSyntaxHighlighting::Repository &Highlighting::repository() const
{
    if (!d->repository)
        d->repository.emplace();
    return *d->repository;
}

KSyntaxHighlighting::Definition Highlighting::markdown() const
{
    return repository().definitionForName(u"Markdown"_s);
}

KSyntaxHighlighting::Definition Highlighting::forFence(QStringView info) const
{
    info = info.trimmed();
    while (info.startsWith(u'{') || info.startsWith(u'.'))
        info = info.sliced(1);
    const auto end = std::ranges::find_if(
        info, [](QChar c) { return c.isSpace() || c == u'}' || c == u',' || c == u':' || c == u'{'; });
    const QString word = QStringView(info.begin(), end).toString().toLower();
    if (const auto known = d->fences.constFind(word); known != d->fences.cend())
        return *known;
    KSyntaxHighlighting::Definition found;
    if (const QString name = word.isEmpty() ? QString() : definitionName(word); !name.isEmpty()) {
        found = repository().definitionForName(name);
        if (!found.isValid())
            found = repository().definitionForFileName(u"fence."_s + name);
    }
    d->fences.insert(word, found);
    return found;
}

KSyntaxHighlighting::Theme Highlighting::theme(const QPalette &palette) const
{
    return repository().themeForPalette(palette);
}

} // namespace pulse::ui
