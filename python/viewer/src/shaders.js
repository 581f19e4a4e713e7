// Programs for faces, steps and points. Colours are sRGB throughout: they go to the screen as they are.

export const FACES = {
  vertex: `
    #ifdef TINTED
    attribute vec3 tint;
    varying vec3 vTint;
    #endif
    varying vec3 vNormal, vEye;
    void main() {
      vec4 seen = modelViewMatrix * instanceMatrix * vec4(position, 1.0);
      #ifdef SMOOTH
      vNormal = normalMatrix * (mat3(instanceMatrix) * normal);
      #endif
      #ifdef TINTED
      vTint = tint;
      #endif
      vEye = -seen.xyz;
      gl_Position = projectionMatrix * seen;
    }`,
  // Clear faces are denser where they are seen edge-on, as glass is.
  fragment: `
    uniform vec3 color;
    uniform float alpha, clear, strength, light, cut;
    #ifdef TINTED
    varying vec3 vTint;
    #endif
    varying vec3 vNormal, vEye;
    void main() {
      if (vEye.z < cut) discard;
      #ifdef SMOOTH
      vec3 normal = normalize(vNormal);
      #else
      vec3 normal = normalize(cross(dFdx(vEye), dFdy(vEye)));
      #endif
      vec3 eye = normalize(vEye);
      float facing = abs(dot(normal, eye));
      vec3 base = color;
      float ground = 0.42;
      #ifdef TINTED
      base = mix(color, vTint, strength);
      ground = 0.88;
      #endif
      float above = 0.5 + 0.5 * dot(facing > 0.0 && dot(normal, eye) < 0.0 ? -normal : normal, normalize(vec3(0.3, 0.8, 0.5)));
      vec3 shade = base * (ground + (1.0 - ground) * (0.55 * facing + 0.45 * above));
      shade += (1.0 - clear) * 0.18 * pow(above, 12.0) * facing;
      float rim = pow(1.0 - facing, 2.5);
      shade = mix(shade, base, clear * light);
      gl_FragColor = vec4(shade, min(1.0, alpha * mix(1.0, 0.45 + 2.2 * rim, clear)));
    }`,
};

// A step is a quad along it, of a width in pixels; cut where its photon is at a time.
export const STEPS = {
  vertex: `
    attribute vec3 begin, end, shade;
    attribute vec2 when;
    uniform vec2 size;
    uniform float width;
    varying vec3 vShade;
    varying float vTime, vSide;
    void main() {
      vec4 a = modelViewMatrix * vec4(begin, 1.0), b = modelViewMatrix * vec4(end, 1.0);
      float near = -1e-3, ta = when.x, tb = when.y;
      if (a.z > near && b.z < near) { float s = (near - a.z) / (b.z - a.z); a = mix(a, b, s); ta = mix(ta, tb, s); }
      if (b.z > near && a.z < near) { float s = (near - b.z) / (a.z - b.z); b = mix(b, a, s); tb = mix(tb, ta, s); }
      vec4 pa = projectionMatrix * a, pb = projectionMatrix * b;
      vec2 along = (pb.xy / pb.w - pa.xy / pa.w) * size;
      along = length(along) > 1e-6 ? normalize(along) : vec2(1.0, 0.0);
      vec4 at = position.x < 0.5 ? pa : pb;
      at.xy += vec2(-along.y, along.x) * position.y * (width + 1.0) / size * at.w;
      vTime = position.x < 0.5 ? ta : tb;
      vSide = position.y * (width + 1.0);
      vShade = shade / 255.0;
      gl_Position = at;
    }`,
  fragment: `
    uniform float time, trail, alpha, width;
    varying vec3 vShade;
    varying float vTime, vSide;
    void main() {
      if (vTime > time || vTime < time - trail) discard;
      float edge = clamp(width + 0.5 - abs(vSide), 0.0, 1.0);
      float fade = trail < 1e9 ? 0.15 + 0.85 * (1.0 - (time - vTime) / trail) : 1.0;
      gl_FragColor = vec4(vShade, alpha * edge * fade);
    }`,
};

// Where the photons of steps are at a time.
export const HEADS = {
  vertex: `
    attribute vec3 begin, end, shade;
    attribute vec2 when;
    uniform float time, points;
    varying vec3 vShade;
    varying float vFlash;
    void main() {
      bool there = time >= when.x && time < when.y;
      vec3 at = mix(begin, end, clamp((time - when.x) / max(when.y - when.x, 1e-9), 0.0, 1.0));
      gl_Position = there ? projectionMatrix * modelViewMatrix * vec4(at, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
      gl_PointSize = points;
      vShade = shade / 255.0;
      vFlash = 1.0;
    }`,
};

// Hits lie on faces: a little nearer, on the same line of sight, they are not half in them.
export const POINTS = {
  vertex: `
    attribute vec3 shade;
    attribute float when;
    uniform float time, points, flash, cut;
    varying vec3 vShade;
    varying float vFlash;
    void main() {
      vec4 seen = modelViewMatrix * vec4(position, 1.0);
      vFlash = time < 1e9 ? exp(-max(time - when, 0.0) / flash) : 0.0;
      gl_Position = when <= time && -seen.z >= cut ? projectionMatrix * vec4(0.996 * seen.xyz, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
      gl_PointSize = points * (1.0 + 1.2 * vFlash);
      vShade = shade / 255.0;
    }`,
  fragment: `
    uniform float alpha;
    varying vec3 vShade;
    varying float vFlash;
    void main() {
      float r = 2.0 * length(gl_PointCoord - 0.5);
      if (r > 1.0) discard;
      float core = smoothstep(0.75, 0.45, r);
      gl_FragColor = vec4(mix(vShade, vec3(1.0), 0.35 * core * vFlash), alpha * max(core, 0.35 * (1.0 - r)));
    }`,
};
