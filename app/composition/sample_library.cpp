// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/sample_library.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/json.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr auto root = ":/pulse/sample/"_L1;

std::unexpected<Error> broken(const QString &what)
{
    return failure(ErrorCode::Internal, u"create"_s, u"sample library"_s,
                   u"The sample prompts that are built into Pulse are broken (%1). Please report this."_s.arg(what));
}

Result<QByteArray> readResource(const QString &path)
{
    QFile file(root + path);
    if (!file.open(QIODevice::ReadOnly))
        return broken(path);
    return file.readAll();
}

// A member's text; empty where there is none.
QString text(const JsonObject &object, QLatin1StringView member)
{
    const JsonValue *value = object.find(QString(member));
    return value && value->asString() ? *value->asString() : QString();
}

const JsonValue::Array &array(const JsonObject &object, QLatin1StringView member)
{
    static const JsonValue::Array none;
    const JsonValue *value = object.find(QString(member));
    return value && value->asArray() ? *value->asArray() : none;
}

Result<TagSet> tagsOf(const JsonObject &prompt)
{
    QStringList tags;
    for (const JsonValue &tag : array(prompt, "tags"_L1)) {
        if (tag.asString())
            tags.append(*tag.asString());
    }
    return TagSet::parse(tags);
}

Result<void> publishVersion(Library &library, const Name &name, const JsonObject &prompt, const JsonObject &entry,
                            std::stop_token stop)
{
    const auto version = Version::parse(text(entry, "version"_L1));
    const auto tags = tagsOf(prompt);
    auto content = readResource(name.toString() + u'/' + text(entry, "version"_L1) + ".md"_L1);
    if (!version || !tags || !content)
        return broken(name.toString() + u'@' + text(entry, "version"_L1));
    PublishRequest request{.name = name,
                           .content = std::move(*content),
                           .version = *version,
                           .bump = {},
                           .message = text(entry, "message"_L1),
                           .author = text(entry, "author"_L1),
                           .tags = *tags,
                           .description = text(prompt, "description"_L1),
                           .createdAt = fromRfc3339(text(entry, "date"_L1)),
                           .basedOn = {}};
    auto receipt = library.publish(request, std::move(stop));
    if (!receipt)
        return failure(std::move(receipt));
    return {};
}

Result<void> publishPrompt(Library &library, const JsonObject &prompt, const std::function<void()> &step,
                           const std::stop_token &stop)
{
    const auto name = Name::parse(text(prompt, "name"_L1));
    if (!name)
        return broken(text(prompt, "name"_L1));
    for (const JsonValue &entry : array(prompt, "versions"_L1)) {
        if (auto cancelled = checkCancelled(stop, u"create"_s, name->toString()); !cancelled)
            return cancelled;
        if (!entry.asObject())
            return broken(name->toString());
        if (auto published = publishVersion(library, *name, prompt, *entry.asObject(), stop); !published)
            return published;
        step();
    }
    const JsonValue *labels = prompt.find(u"labels");
    if (!labels || !labels->asObject())
        return {};
    for (const auto &[key, target] : labels->asObject()->members()) {
        const auto label = Label::parse(key);
        const auto selector = target.asString() ? Selector::parse(*target.asString()) : Selector();
        if (!label || !selector)
            return broken(name->toString() + " label "_L1 + key);
        if (auto set = library.setLabel(*name, *label, *selector, true, stop); !set)
            return set;
    }
    return {};
}

} // namespace

Result<void> publishSamples(Library &library, const ProgressSink &progress, std::stop_token stop)
{
    const auto bytes = readResource(u"manifest.json"_s);
    const auto manifest = bytes ? parseJson(*bytes) : Result<JsonValue>(failure(bytes));
    if (!manifest || !manifest->asObject())
        return broken(u"manifest.json"_s);
    const auto &prompts = array(*manifest->asObject(), "prompts"_L1);
    Progress state;
    for (const JsonValue &prompt : prompts) {
        if (!prompt.asObject())
            return broken(u"manifest.json"_s);
        state.total += static_cast<qint64>(array(*prompt.asObject(), "versions"_L1).size());
    }
    for (const JsonValue &prompt : prompts) {
        state.subject = text(*prompt.asObject(), "name"_L1);
        const auto step = [&] {
            ++state.done;
            if (progress)
                progress(state);
        };
        if (auto published = publishPrompt(library, *prompt.asObject(), step, stop); !published)
            return published;
    }
    return {};
}

} // namespace pulse
