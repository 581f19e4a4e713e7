//! A geometry that threads share: under construction at first, then committed.

use super::gdml::Origin;
use super::lookup::Lookup;
use super::{CommitOptions, Committed, Item, Model};
use crate::backend::LoadedScene;
use crate::backend::context::{Charge, Context};
use crate::backend::scene::SceneData;
use crate::runtime::locks;
use crate::{Error, Result, memory};
use std::sync::{Arc, Mutex, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard};

#[derive(Debug)]
enum State {
    /// With the geometry that it is a revision of, if it is one.
    Open(Arc<Model>, Option<Base>),
    Frozen(Base, #[expect(dead_code)] Charge),
}

/// A committed geometry.
#[derive(Debug, Clone)]
struct Base {
    committed: Arc<Committed>,
    /// Counts the memory of what all revisions share; the rest is counted for each.
    shared: Arc<Charge>,
}

/// A geometry and the context whose threads build it and trace its rays. Changes wait for each
/// other; a committed geometry is used by any number of threads at once.
pub struct Geometry {
    context: Arc<Context>,
    state: RwLock<State>,
    loaded: OnceLock<Box<dyn LoadedScene>>,
    lookup: Mutex<Lookup>,
    /// Where its instances come from, where it was described as volumes in volumes.
    origin: Option<Arc<Origin>>,
}

impl Geometry {
    /// A geometry that begins as a model and is not committed.
    pub fn new(context: Arc<Context>, model: Model) -> Self {
        Self {
            context,
            state: RwLock::new(State::Open(Arc::new(model), None)),
            loaded: OnceLock::new(),
            lookup: Mutex::default(),
            origin: None,
        }
    }

    /// As [`Geometry::new`], of a model whose first instances are the placements of an origin.
    pub fn placed(context: Arc<Context>, model: Model, origin: Origin) -> Self {
        Self { origin: Some(Arc::new(origin)), ..Self::new(context, model) }
    }

    /// Where its first instances come from, where it was described as volumes in volumes.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_deref()
    }

    /// A geometry that is the same as this committed one and may be changed. Its commit takes over what stays as it
    /// is. Fails as an invalid state before the commit.
    pub fn revise(&self) -> Result<Self> {
        match &*self.read() {
            State::Frozen(base, _) => Ok(Self {
                context: Arc::clone(&self.context),
                state: RwLock::new(State::Open(Arc::clone(base.committed.model()), Some(base.clone()))),
                loaded: OnceLock::new(),
                lookup: Mutex::default(),
                origin: self.origin.clone(),
            }),
            State::Open(..) => Err(Error::InvalidState(
                "geometry: is not committed yet, so that it can be changed as it is; revisions are made of committed \
                 geometries"
                    .into(),
            )),
        }
    }

    /// The context that it was made with.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        // Changes are made to be whole before they are stored: a panic leaves nothing half done.
        locks::read(&self.state)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        locks::write(&self.state)
    }

    /// What it is made of, committed or not.
    pub fn model(&self) -> Arc<Model> {
        match &*self.read() {
            State::Open(model, _) => Arc::clone(model),
            State::Frozen(base, _) => Arc::clone(base.committed.model()),
        }
    }

    /// Looks at the model, committed or not.
    pub fn view<T>(&self, look: impl FnOnce(&Model) -> T) -> T {
        match &*self.read() {
            State::Open(model, _) => look(model),
            State::Frozen(base, _) => look(base.committed.model()),
        }
    }

    /// The first material, surface or mesh of a name.
    pub fn find(&self, item: Item, name: &str) -> Option<u32> {
        self.view(|model| locks::lock(&self.lookup).find(model, item, name))
    }

    /// Changes the model, to which things may be added; none is renamed. Fails as an invalid state once it is
    /// committed. `change` leaves the model
    /// as it was where it fails.
    pub fn edit<T>(&self, change: impl FnOnce(&mut Model) -> Result<T>) -> Result<T> {
        match &mut *self.write() {
            State::Open(model, _) => {
                memory::ready()?;
                let shared = Arc::get_mut(model).is_none(); // then it is copied
                let bytes = if shared { 2 * model.bytes_of_copy() } else { 0 };
                let _held = memory::hold(bytes, "a copy of the geometry")?;
                change(Arc::make_mut(model))
            }
            State::Frozen(..) => Err(Error::InvalidState(
                "geometry: is committed and cannot change any more; a revision of it can".into(),
            )),
        }
    }

    /// Freezes it with the threads of its context.
    pub fn commit(&self, options: &CommitOptions) -> Result<Arc<Committed>> {
        let mut state = self.write();
        let State::Open(model, base) = &*state else {
            return Err(Error::InvalidState("geometry: is committed already".into()));
        };
        let revises = base.as_ref().map(|base| &*base.committed);
        let options = CommitOptions { device: self.context.gpu().is_some(), revises, ..options.clone() };
        let needs = model.needs(&options, self.context.threads());
        let on_the_way = self.context.charge(needs.all(), "the commit of the geometry")?;
        let committed = Arc::new(self.context.install(|| model.commit(&options))??);
        drop(on_the_way);
        let (all, of_meshes) = (committed.memory() as u64, committed.memory_of_meshes() as u64);
        let charge = |bytes| self.context.charge(bytes, "the committed geometry");
        let shared = match base {
            Some(base) if base.committed.shares_meshes(&committed) => Arc::clone(&base.shared),
            _ => Arc::new(charge(of_meshes)?),
        };
        let own = charge(all.saturating_sub(of_meshes))?;
        *state = State::Frozen(Base { committed: Arc::clone(&committed), shared }, own);
        Ok(committed)
    }

    /// The frozen form. Fails as an invalid state before the commit.
    pub fn committed(&self) -> Result<Arc<Committed>> {
        match &*self.read() {
            State::Frozen(base, _) => Ok(Arc::clone(&base.committed)),
            State::Open(..) => Err(Error::InvalidState(
                "geometry: is not committed yet; chroma2_geometry_commit does that".into(),
            )),
        }
    }

    /// The frozen form as its context's backend traces rays through it.
    pub fn loaded(&self) -> Result<&dyn LoadedScene> {
        if self.loaded.get().is_none() {
            let scene: Arc<dyn SceneData> = self.committed()?;
            let loaded = self.context.backend().load(&self.context, &scene)?;
            let _ = self.loaded.set(loaded); // another thread's is as good
        }
        self.loaded.get().map(|loaded| &**loaded).ok_or_else(|| Error::Internal("a loaded geometry".into()))
    }

    /// Whether it is committed.
    pub fn is_committed(&self) -> bool {
        matches!(&*self.read(), State::Frozen(..))
    }
}

impl std::fmt::Debug for Geometry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Geometry").field("state", &self.state).finish_non_exhaustive()
    }
}
