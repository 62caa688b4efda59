// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QWidget>
#include <functional>

class QVBoxLayout;

namespace pulse::ui {

/// Messages above the content they concern, instead of modal boxes: a line of words, an icon, at most two actions, a
/// close button. Several stack, the newest on top; a message of the same key replaces the older one.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Information, Success, Warning, Problem };
    struct Action
    {
        QString text; ///< a verb
        std::function<void()> run;
    };

    explicit MessageBar(QWidget *parent = nullptr);
    ~MessageBar() override;

    /// `key` names what the message is about; `dismiss(key)` takes it away when that is solved. Information and Success
    /// go away by themselves after a few seconds unless they carry an action.
    void post(const QString &key, Kind kind, const QString &text, const QList<Action> &actions = {});
    /// Other words in a message that is showing, without telling of it anew: a countdown. Else nothing happens.
    void setText(const QString &key, const QString &text);
    void dismiss(const QString &key);
    [[nodiscard]] bool isShowing(const QString &key) const;

private:
    QVBoxLayout *m_rows;
    QHash<QString, QWidget *> m_byKey;
};

} // namespace pulse::ui
