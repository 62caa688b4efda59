// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/bump_suggestion.h"

#include "pulse/text/template_variables.h"

#include <QHash>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

using Kind = BumpReason::Kind;

class VariableComparison
{
public:
    VariableComparison(const TemplateScan &before, const TemplateScan &after)
        : m_before(before)
        , m_after(after)
    {
        index(before, m_old);
        index(after, m_new);
        findRenames();
    }

    std::vector<BumpReason> reasons() const
    {
        std::vector<BumpReason> result;
        for (const TemplateVariable &variable : m_after.variables) {
            if (const TemplateVariable *old = m_old.value(variable.name)) {
                compare(*old, variable, result);
            } else if (const QString oldName = m_oldNames.value(variable.name); !oldName.isEmpty()) {
                result.push_back({Kind::VariableRenamed, oldName, variable.name});
                compare(*m_old.value(oldName), variable, result);
            } else {
                result.push_back(
                    {variable.isRequired() ? Kind::VariableAddedNeeded : Kind::VariableAdded, variable.name, {}});
            }
        }
        for (const TemplateVariable &variable : m_before.variables) {
            if (!m_new.contains(variable.name) && !m_newNames.contains(variable.name))
                result.push_back({Kind::VariableRemoved, variable.name, {}});
        }
        return result;
    }

private:
    using Index = QHash<QStringView, const TemplateVariable *>;

    static void index(const TemplateScan &scan, Index &index)
    {
        for (const TemplateVariable &variable : scan.variables)
            index.insert(variable.name, &variable);
    }

    /// A variable was renamed when every place of the old name holds the same new name now, and nothing else does.
    void findRenames()
    {
        if (m_before.placeholders.size() != m_after.placeholders.size())
            return;
        QHash<QString, QString> newNames;
        QHash<QString, int> places;
        for (size_t i = 0; i < m_before.placeholders.size(); ++i) {
            const QString &was = m_before.placeholders[i].name;
            const QString &is = m_after.placeholders[i].name;
            if (m_new.contains(was) || m_old.contains(is))
                continue;
            if (const QString known = newNames.value(was); known.isEmpty())
                newNames.insert(was, is);
            else if (known != is)
                continue;
            ++places[was];
        }
        for (auto rename = newNames.cbegin(); rename != newNames.cend(); ++rename) {
            const int count = places.value(rename.key());
            if (m_old.value(rename.key())->uses == count && m_new.value(rename.value())->uses == count) {
                m_newNames.insert(rename.key(), rename.value());
                m_oldNames.insert(rename.value(), rename.key());
            }
        }
    }

    static void compare(const TemplateVariable &old, const TemplateVariable &now, std::vector<BumpReason> &reasons)
    {
        if (old.isRequired() && !now.isRequired())
            reasons.push_back({Kind::VariableOptional, now.name, {}});
        else if (!old.isRequired() && now.isRequired())
            reasons.push_back({Kind::VariableNeeded, now.name, {}});
        else if (old.defaultText != now.defaultText)
            reasons.push_back({Kind::DefaultChanged, now.name, {}});
    }

    const TemplateScan &m_before;
    const TemplateScan &m_after;
    Index m_old;
    Index m_new;
    QHash<QString, QString> m_newNames;
    QHash<QString, QString> m_oldNames;
};

QString observation(const BumpReason &reason)
{
    switch (reason.kind) {
    case Kind::Identical:
        return u"Nothing changed"_s;
    case Kind::Wording:
        return u"Only the wording changed"_s;
    case Kind::DefaultChanged:
        return u"Variable `%1` has another default"_s.arg(reason.variable);
    case Kind::VariableOptional:
        return u"Variable `%1` is optional now"_s.arg(reason.variable);
    case Kind::VariableAdded:
        return u"Variable `%1` is new and optional"_s.arg(reason.variable);
    case Kind::VariableAddedNeeded:
        return u"Variable `%1` is new and required"_s.arg(reason.variable);
    case Kind::VariableNeeded:
        return u"Variable `%1` is required now"_s.arg(reason.variable);
    case Kind::VariableRemoved:
        return u"Variable `%1` is gone"_s.arg(reason.variable);
    case Kind::VariableRenamed:
        return u"Variable `%1` is now called `%2`"_s.arg(reason.variable, reason.newName);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

QString suggestedBumpName(SuggestedBump bump)
{
    switch (bump) {
    case SuggestedBump::None:
        return u"none"_s;
    case SuggestedBump::Patch:
        return u"patch"_s;
    case SuggestedBump::Minor:
        return u"minor"_s;
    case SuggestedBump::Major:
        return u"major"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

SuggestedBump BumpReason::bump() const
{
    switch (kind) {
    case Kind::Identical:
        return SuggestedBump::None;
    case Kind::Wording:
    case Kind::DefaultChanged:
        return SuggestedBump::Patch;
    case Kind::VariableOptional:
    case Kind::VariableAdded:
        return SuggestedBump::Minor;
    case Kind::VariableAddedNeeded:
    case Kind::VariableNeeded:
    case Kind::VariableRemoved:
    case Kind::VariableRenamed:
        return SuggestedBump::Major;
    }
    Q_UNREACHABLE_RETURN(SuggestedBump::Major);
}

QString BumpReason::sentence() const
{
    if (kind == Kind::Identical)
        return u"Nothing changed, so there is nothing to publish"_s;
    return u"%1 → %2"_s.arg(observation(*this), suggestedBumpName(bump()));
}

QString BumpSuggestion::sentence() const
{
    return reasons.empty() ? QString() : reasons.front().sentence();
}

BumpSuggestion suggestBump(QStringView before, QStringView after)
{
    if (before == after)
        return {SuggestedBump::None, {{Kind::Identical, {}, {}}}};
    const TemplateScan old = scanTemplate(before);
    const TemplateScan now = scanTemplate(after);
    std::vector<BumpReason> reasons = VariableComparison(old, now).reasons();
    if (reasons.empty())
        reasons.push_back({Kind::Wording, {}, {}});
    std::ranges::stable_sort(reasons, std::ranges::greater{}, &BumpReason::bump);
    return {reasons.front().bump(), std::move(reasons)};
}

} // namespace pulse
