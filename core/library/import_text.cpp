// SPDX-License-Identifier: Apache-2.0
#include "import_text.h"

#include "pulse/base/quote.h"
#include "pulse/text/bump_suggestion.h"
#include "pulse/text/front_matter.h"
#include "pulse/text/text_encoding.h"

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

QString decoded(const QByteArray &content)
{
    const auto text = decodeText(content);
    return text ? text->text : QString();
}

} // namespace

ImportedFacts importedFacts(const QByteArray &content)
{
    ImportedFacts facts;
    QByteArrayView start(content);
    if (start.startsWith("\xEF\xBB\xBF"))
        start = start.sliced(3);
    if (!start.startsWith("---"))
        return facts;
    const FrontMatter front = splitFrontMatter(decoded(content));
    QStringList refused;
    for (const QString &tag : front.tags()) {
        if (!facts.tags.insert(tag))
            refused.append(quoted(tag));
    }
    if (!refused.isEmpty())
        facts.note = u"Not kept as tags: %1."_s.arg(refused.join(u", "_s));
    if (auto description = front.description()) {
        if (description->toUtf8().size() <= Metadata::maxDescriptionBytes)
            facts.description = std::move(description);
        else
            facts.note += (facts.note.isEmpty() ? QString() : u" "_s) + u"Its description is too long to be kept."_s;
    }
    return facts;
}

Bump stepBetween(const QByteArray &before, const QByteArray &after)
{
    if (before == after)
        return Bump::Patch;
    switch (suggestBump(decoded(before), decoded(after)).bump) {
    case SuggestedBump::Major:
        return Bump::Major;
    case SuggestedBump::Minor:
        return Bump::Minor;
    case SuggestedBump::None:
    case SuggestedBump::Patch:
        break;
    }
    return Bump::Patch;
}

} // namespace pulse::detail
