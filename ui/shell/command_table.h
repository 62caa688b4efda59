// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QHash>
#include <QList>
#include <QObject>

namespace pulse::ui {

/// Every action of the window, each once, by an id that never changes: what menus, tool bar, palette and the overview
/// of shortcuts are made of.
class CommandTable : public QObject
{
    Q_OBJECT

public:
    struct Spec
    {
        QLatin1StringView id;
        QString group; ///< the menu in which a person would look for it
        QString text;  ///< with its mnemonic
        QLatin1StringView icon;
        QList<QKeySequence> shortcuts;
        QString tip; ///< one sentence for the status bar
        bool checkable = false;
    };

    explicit CommandTable(QWidget *window);

    QAction *add(const Spec &spec);
    /// An action that another part of the window made; it stays its owner's, with its name.
    void adopt(const QString &id, const QString &group, QAction *action);
    /// Never null: an unknown id is a defect and stops the program in debug builds.
    [[nodiscard]] QAction *operator[](QLatin1StringView id) const;
    [[nodiscard]] const QList<QAction *> &all() const { return m_actions; }
    [[nodiscard]] static QString groupOf(const QAction *action);
    /// The text without its mnemonic and ellipsis.
    [[nodiscard]] static QString plainText(const QAction *action);

    /// Further words by which a person may look for it.
    void setWords(QLatin1StringView id, const QString &words);
    /// All that says what it is, besides its title: what it does and those words.
    [[nodiscard]] static QString description(const QAction *action);

    /// An action that is not possible now says why in its status tip.
    void setPossible(QLatin1StringView id, bool possible, const QString &reason = {});

private:
    QWidget *m_window;
    QList<QAction *> m_actions;
    QHash<QString, QAction *> m_byId;
};

} // namespace pulse::ui
