// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/template_variables.h"

#include "template_scanner.h"

#include <QSet>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

class VariableCollector
{
public:
    void add(const TemplatePlaceholder &placeholder)
    {
        const auto known = m_places.constFind(placeholder.name);
        if (known == m_places.cend()) {
            m_places.insert(placeholder.name, m_variables.size());
            m_variables.push_back(
                {placeholder.name, placeholder.defaultText, false, 1, placeholder.offset, placeholder.line});
            return;
        }
        TemplateVariable &variable = m_variables[*known];
        ++variable.uses;
        if (!placeholder.defaultText)
            return;
        if (!variable.defaultText)
            variable.defaultText = placeholder.defaultText;
        else if (*variable.defaultText != *placeholder.defaultText)
            variable.hasConflictingDefaults = true;
    }
    std::vector<TemplateVariable> take() { return std::move(m_variables); }

private:
    std::vector<TemplateVariable> m_variables;
    QHash<QString, size_t> m_places;
};

QString listOfNames(const QStringList &names)
{
    constexpr qsizetype most = 5;
    QStringList quoted;
    for (const QString &name : names.first(std::min(most, names.size())))
        quoted.append(u"`%1`"_s.arg(name));
    if (names.size() > most)
        return quoted.join(u", "_s) + u" and %1 more"_s.arg(names.size() - most);
    if (quoted.size() == 1)
        return quoted.first();
    const QString last = quoted.takeLast();
    return quoted.join(u", "_s) + u" and "_s + last;
}

} // namespace

const TemplateVariable *TemplateScan::find(QStringView name) const
{
    const auto found = std::ranges::find(variables, name, &TemplateVariable::name);
    return found == variables.end() ? nullptr : &*found;
}

TemplateScan scanTemplate(QStringView text)
{
    TemplateScan scan;
    VariableCollector collector;
    TemplateScanner scanner(text);
    while (const auto part = scanner.next()) {
        if (part->kind != TemplatePart::Kind::Placeholder)
            continue;
        collector.add(part->placeholder);
        scan.placeholders.push_back(part->placeholder);
    }
    scan.variables = collector.take();
    return scan;
}

RenderedTemplate renderAvailable(QStringView text, const TemplateValues &values)
{
    const TemplateScan scan = scanTemplate(text);
    QHash<QStringView, const TemplateVariable *> variables;
    for (const TemplateVariable &variable : scan.variables)
        variables.insert(variable.name, &variable);

    RenderedTemplate result;
    for (const TemplateVariable &variable : scan.variables) {
        if (variable.isRequired() && !values.contains(variable.name))
            result.missing.append(variable.name);
    }
    for (auto value = values.cbegin(); value != values.cend(); ++value) {
        if (!variables.contains(value.key()))
            result.unused.append(value.key());
    }
    result.unused.sort();

    TemplateScanner scanner(text);
    while (const auto part = scanner.next()) {
        if (part->kind == TemplatePart::Kind::Literal) {
            result.text += text.sliced(part->start, part->length);
            continue;
        }
        const TemplatePlaceholder &placeholder = part->placeholder;
        if (const auto value = values.constFind(placeholder.name); value != values.cend())
            result.text += *value;
        else if (placeholder.defaultText)
            result.text += *placeholder.defaultText;
        else if (const TemplateVariable *variable = variables.value(placeholder.name); variable->defaultText)
            result.text += *variable->defaultText;
        else
            result.text += text.sliced(placeholder.offset, placeholder.length);
    }
    return result;
}

Result<QString> renderTemplate(QStringView text, const TemplateValues &values)
{
    RenderedTemplate rendered = renderAvailable(text, values);
    if (rendered.missing.isEmpty())
        return std::move(rendered.text);
    const QString names = listOfNames(rendered.missing);
    const QString message =
        rendered.missing.size() == 1
            ? u"The variable %1 has no value. Give it one, or give it a default in the text."_s.arg(names)
            : u"The variables %1 have no values. Give them values, or defaults in the text."_s.arg(names);
    return failure(ErrorCode::Invalid, u"render"_s, rendered.missing.first(), message);
}

} // namespace pulse
