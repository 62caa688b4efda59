// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QStringList>

namespace pulse::ui {

/// What is selected in the tree, as the actions look at it.
struct TreeSelection
{
    QStringList refs;           ///< prompts, and folders with a trailing slash
    QStringList prompts;        ///< the prompts among them
    qsizetype trashed = 0;      ///< things in the trash
    bool isTrashItself = false; ///< the trash's own row
    bool canRename = false;
    bool areFavourites = false;
    QString readOnlyReason; ///< empty where the library can be changed
    bool hasLibrary = false;
    bool trashIsEmpty = true;
};

/// The tree's actions, made once, enabled as the selection allows.
class TreeActions : public QObject
{
    Q_OBJECT

public:
    explicit TreeActions(QWidget *view);

    void update(const TreeSelection &selection);
    [[nodiscard]] QList<QAction *> all() const;

    QAction *open;
    QAction *newHere;
    QAction *newFolder;
    QAction *rename;
    QAction *duplicate;
    QAction *favourite;
    QAction *copy;
    QAction *paste;
    QAction *copyName;
    QAction *exportFiles;
    QAction *remove;
    QAction *restore;
    QAction *purge;

private:
    QAction *make(QLatin1StringView iconName, const QString &text, const QString &tip,
                  const QList<QKeySequence> &keys = {});

    QWidget *m_view;
};

} // namespace pulse::ui
